import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { ByteLru } from './byte-lru.ts';
import type { WantedThumbnail } from './fetch-thumbnail.ts';

const cacheBytes = 24 * 2 ** 20;
/** So that the current frame never waits for them. */
const atOnce = 2;

/** Fetches a small picture. @throws SteerscopeError; `cancelled` when the signal aborts. */
export type FetchThumbnail = (wanted: WantedThumbnail, signal: AbortSignal) => Promise<ImageBitmap>;

/** Small pictures of frames, fetched as they are wanted and kept as long as there is room. */
export class Thumbnails {
  /** Called when other pictures are held than before. */
  onHeld: () => void = () => undefined;

  readonly #fetch: FetchThumbnail;
  /** Null where there is no picture to be had. */
  readonly #held = new ByteLru<number, ImageBitmap | null>(cacheBytes, (image) => image?.close());
  #wanted: readonly WantedThumbnail[] = [];
  readonly #running = new Map<number, AbortController>();

  constructor(fetch: FetchThumbnail) {
    this.#fetch = fetch;
  }

  /** What is to be shown now, in the order to fetch it in; whatever else is under way is cancelled. */
  want(wanted: readonly WantedThumbnail[]): void {
    this.#wanted = wanted;
    const frames = new Set(wanted.map(({ frame }) => frame));
    for (const [frame, abort] of this.#running) if (!frames.has(frame)) abort.abort();
    // What is shown goes last when room is needed.
    for (const frame of frames) this.#held.get(frame);
    this.#goOn();
  }

  /** Null where there is no picture to be had; undefined while it is not there yet. */
  get(frame: number): ImageBitmap | null | undefined {
    return this.#held.get(frame);
  }

  /** Of the held picture that is nearest; null where none is held. */
  nearest(frame: number): { readonly frame: number; readonly image: ImageBitmap } | null {
    let best: { readonly frame: number; readonly image: ImageBitmap } | null = null;
    for (const [at, image] of this.#held.entries())
      if (image && (!best || Math.abs(at - frame) < Math.abs(best.frame - frame))) best = { frame: at, image };
    return best;
  }

  /** The pictures are of other frames now. */
  clear(): void {
    this.#wanted = [];
    for (const abort of this.#running.values()) abort.abort();
    this.#running.clear();
    this.#held.clear();
    this.onHeld();
  }

  #goOn(): void {
    for (const wanted of this.#wanted) {
      if (this.#running.size >= atOnce) return;
      if (!this.#held.has(wanted.frame) && !this.#running.has(wanted.frame)) void this.#load(wanted);
    }
  }

  async #load(wanted: WantedThumbnail): Promise<void> {
    const abort = new AbortController();
    this.#running.set(wanted.frame, abort);
    let arrived: ImageBitmap | null = null;
    let failed = false;
    try {
      arrived = await this.#fetch(wanted, abort.signal);
    } catch (thrown) {
      failed = true;
      // Nobody answers: it is asked for again when something is wanted the next time.
      if (SteerscopeError.from(thrown).code === 'unreachable') this.#wanted = [];
    }
    const isMine = this.#running.get(wanted.frame) === abort;
    if (isMine) this.#running.delete(wanted.frame);
    if (abort.signal.aborted) arrived?.close();
    else if (!failed || this.#wanted.length > 0) {
      this.#held.set(wanted.frame, arrived, arrived ? arrived.width * arrived.height * 4 : 64);
      this.onHeld();
    }
    this.#goOn();
  }
}
