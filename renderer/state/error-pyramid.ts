/** Frames, or blocks of them, to a block. */
const blockSize = 8;

/** What a pixel column of a timeline says about the frames under it. */
export interface ErrorColumns {
  /** Largest |error| of each column; 0 where none is known. */
  readonly error: Float64Array;
  /** Share of its frames that has been analysed, 0..1. */
  readonly analysed: Float64Array;
}

interface Level {
  readonly error: Float64Array;
  /** How many frames below have been analysed. */
  readonly analysed: Uint32Array;
}

/**
 * The largest |error| and the number of analysed frames over blocks of 8, 64, 512 … frames, so that neither a look at the
 * whole of a million frames nor a change of a few costs more than some thousand steps.
 */
export class ErrorPyramid {
  readonly #error: Float64Array;
  readonly #analysed: Uint8Array;
  readonly #levels: Level[] = [];

  /** @param error by frame, NaN where not known. @param analysed 1 where a frame is. `update` tells of changes in both. */
  constructor(error: Float64Array, analysed: Uint8Array) {
    this.#error = error;
    this.#analysed = analysed;
    for (let size = Math.ceil(error.length / blockSize); size > 0; size = Math.ceil(size / blockSize)) {
      this.#levels.push({ error: new Float64Array(size), analysed: new Uint32Array(size) });
      if (size === 1) break;
    }
  }

  /** Takes up what has changed in the frames `first` to `end` (exclusive). */
  update(first: number, end: number): void {
    let [from, to] = [Math.max(0, first), Math.min(end, this.#error.length)];
    if (from >= to) return;
    this.#levels.forEach((level, above) => {
      from = Math.floor(from / blockSize);
      to = Math.ceil(to / blockSize);
      for (let block = from; block < to; block++) {
        let [largest, count] = [0, 0];
        for (let child = block * blockSize; child < (block + 1) * blockSize; child++) {
          const magnitude = this.#errorOf(above, child);
          if (magnitude > largest) largest = magnitude;
          count += this.#analysedOf(above, child);
        }
        level.error[block] = largest;
        level.analysed[block] = count;
      }
    });
  }

  /** Largest |error| of the frames `first` to `end` (exclusive); 0 where none is known. */
  largest(first: number, end: number): number {
    let largest = 0;
    this.#visit(first, end, (level, block) => {
      const magnitude = this.#errorOf(level, block);
      if (magnitude > largest) largest = magnitude;
    });
    return largest;
  }

  /** How many of the frames `first` to `end` (exclusive) have been analysed. */
  analysedCount(first: number, end: number): number {
    let count = 0;
    this.#visit(first, end, (level, block) => (count += this.#analysedOf(level, block)));
    return count;
  }

  /** What the frames `from` to `to` say in `width` columns; a frame wider than a column is in several. */
  columns(from: number, to: number, width: number): ErrorColumns {
    const columns = { error: new Float64Array(width), analysed: new Float64Array(width) };
    const frameCount = this.#error.length;
    for (let x = 0; x < width && frameCount > 0; x++) {
      const first = Math.min(frameCount - 1, Math.floor(from + (x / width) * (to - from)));
      const end = Math.min(frameCount, Math.max(first + 1, Math.floor(from + ((x + 1) / width) * (to - from))));
      columns.error[x] = this.largest(first, end);
      columns.analysed[x] = this.analysedCount(first, end) / (end - first);
    }
    return columns;
  }

  /** Calls `visit` with as few blocks as make up the frames `first` to `end`; level 0 is the frames themselves. */
  #visit(first: number, end: number, visit: (level: number, block: number) => void): void {
    let [from, to] = [Math.max(0, first), Math.min(end, this.#error.length)];
    for (let level = 0; from < to; level++) {
      if (level === this.#levels.length) {
        for (; from < to; from++) visit(level, from);
        return;
      }
      for (; from < to && from % blockSize !== 0; from++) visit(level, from);
      for (; from < to && to % blockSize !== 0; to--) visit(level, to - 1);
      from /= blockSize;
      to /= blockSize;
    }
  }

  #errorOf(level: number, block: number): number {
    if (level > 0) return this.#levels[level - 1]?.error[block] ?? 0;
    const magnitude = Math.abs(this.#error[block] ?? Number.NaN);
    return magnitude > 0 ? magnitude : 0;
  }

  #analysedOf(level: number, block: number): number {
    return (level > 0 ? this.#levels[level - 1]?.analysed[block] : this.#analysed[block]) ?? 0;
  }
}
