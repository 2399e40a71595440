/** A picture to look at until the one that is wanted is there: perhaps smaller, perhaps of a frame nearby. */
export interface Draft {
  readonly frame: number;
  /** Closed by whoever takes it. */
  readonly image: ImageBitmap;
}

interface DraftParts {
  /** The frame that is wanted and that the screen is far from; null when it is not. */
  readonly wanted: () => number | null;
  /** Null when there is none. */
  readonly fetch: (frame: number) => Promise<Draft | null>;
  readonly show: (draft: Draft) => void;
}

/** What comes sooner needs no draft. */
const patienceMs = 30;

/** Fetches drafts while the screen is behind: one at a time, always for the frame that is wanted by then. */
export class Drafts {
  readonly #parts: DraftParts;
  #behindSinceMs: number | null = null;
  #running = false;

  constructor(parts: DraftParts) {
    this.#parts = parts;
  }

  /** A frame is wanted that is not on the screen. */
  fallBehind(): void {
    this.#behindSinceMs ??= performance.now();
    if (!this.#running) void this.#fetchNewest(this.#behindSinceMs + patienceMs);
  }

  /** What is wanted is on the screen. */
  catchUp(): void {
    this.#behindSinceMs = null;
  }

  async #fetchNewest(startMs: number): Promise<void> {
    this.#running = true;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, startMs - performance.now())));
    let asked: number | null = null;
    for (let wanted = this.#parts.wanted(); wanted !== null && wanted !== asked; wanted = this.#parts.wanted()) {
      asked = wanted;
      const draft = await this.#parts.fetch(wanted);
      if (draft) this.#parts.show(draft);
    }
    this.#running = false;
  }
}
