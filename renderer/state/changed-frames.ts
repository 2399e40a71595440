/** Frames `first` to `end`, exclusive. */
export interface FrameSpan {
  readonly first: number;
  readonly end: number;
}

/** So many changes are told one by one; whoever looks less often is told that all has changed. */
const keptNotes = 512;

/** Which frames of a series changed, for those who keep something that was made from it. */
export class ChangedFrames {
  /** Grows with each change. */
  version = 0;
  /** The newest changes, the last of which led to `version`. */
  #notes: FrameSpan[] = [];

  note(first: number, end: number): void {
    this.version += 1;
    this.#notes.push({ first, end });
    if (this.#notes.length > 2 * keptNotes) this.#notes = this.#notes.slice(-keptNotes);
  }

  /** Everything may be different, the number of frames too. */
  noteAll(): void {
    // Nobody's last look is so new that the list would reach back to it.
    this.version += 1;
    this.#notes = [];
  }

  /** What changed since the series was at `version`; null: all of it. */
  since(version: number): readonly FrameSpan[] | null {
    const count = this.version - version;
    return count <= this.#notes.length ? this.#notes.slice(this.#notes.length - count) : null;
  }
}
