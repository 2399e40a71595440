/** Some hundred drafts. */
const maxBytes = 8 * 1024 * 1024;

/** The drafts of a video that were made last: a hand that drags comes by the same key frames many times. */
export class DraftCache {
  readonly #made = new Map<number, Uint8Array<ArrayBuffer>>();
  #bytes = 0;

  /** A copy, the caller's own. */
  get(frame: number): Uint8Array<ArrayBuffer> | null {
    const found = this.#made.get(frame);
    if (!found) return null;
    this.#made.delete(frame);
    this.#made.set(frame, found);
    return found.slice();
  }

  /** Keeps a copy of a draft that is not held. */
  keep(frame: number, draft: Uint8Array<ArrayBuffer>): void {
    this.#made.set(frame, draft.slice());
    this.#bytes += draft.byteLength;
    for (const [oldest, { byteLength }] of this.#made) {
      if (this.#bytes <= maxBytes) return;
      this.#made.delete(oldest);
      this.#bytes -= byteLength;
    }
  }
}
