/** A picture, and the frame that it is of. */
export interface PictureOfFrame {
  readonly frame: number;
  readonly image: ImageBitmap;
}

export interface HoverPictureSource {
  /** What is there at once; perhaps of a frame nearby. */
  near(frame: number, signal: AbortSignal): Promise<PictureOfFrame>;
  exact(frame: number, signal: AbortSignal): Promise<PictureOfFrame>;
}

/** A frame of its own is asked for when the pointer has rested for so long. */
const restMs = 120;

/** The picture of the frame under the pointer: one request at a time, and the latest wins. */
export class HoverPicture {
  shown = $state.raw<PictureOfFrame | null>(null);

  readonly #source: () => HoverPictureSource | null;
  #wanted: number | null = null;
  #reached: number | null = null;
  #running = false;
  #exact = new AbortController();

  constructor(source: () => HoverPictureSource | null) {
    this.#source = source;
  }

  /** @param frame null: nothing is pointed at any more. */
  show(frame: number | null): void {
    if (frame === this.#wanted) return;
    this.#wanted = frame;
    this.#exact.abort();
    if (frame === null) this.#take(null);
    else if (!this.#running) void this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    this.#running = true;
    while (this.#wanted !== null && this.#wanted !== this.#reached) {
      const frame = this.#wanted;
      const source = this.#source();
      if (!source) break;
      this.#exact = new AbortController();
      const { signal } = this.#exact;
      const near = await source.near(frame, new AbortController().signal).catch(() => null);
      if (near) this.#take(near);
      if (near?.frame !== frame && !signal.aborted) {
        await new Promise((resolve) => setTimeout(resolve, restMs));
        const exact = signal.aborted ? null : await source.exact(frame, signal).catch(() => null);
        if (exact) this.#take(exact);
      }
      if (this.#wanted === frame) this.#reached = frame;
    }
    this.#running = false;
  }

  #take(next: PictureOfFrame | null): void {
    this.shown?.image.close();
    if (next && this.#wanted === null) {
      next.image.close();
      next = null;
    }
    this.shown = next;
    if (!next) this.#reached = null;
  }
}
