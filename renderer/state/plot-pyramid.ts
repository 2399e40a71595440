/** What is known of some samples; those that are no finite number do not count. */
export interface SampleFigures {
  readonly count: number;
  /** NaN without a number, like all that follow. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Of the samples themselves, not an estimate for what they were drawn from. */
  readonly standardDeviation: number;
}

/** Samples in a block of the lowest level, and blocks of one level in a block of the next. */
const [baseSize, fan] = [16, 8];

/**
 * The size of blocks that stretches of about `count` samples should begin and end with, so that no sample of their own is
 * looked at; at most an eighth of the stretch. 1: it is too short for that.
 */
export function blockSizeFor(count: number): number {
  let size = 1;
  for (let next = baseSize; next * 8 <= count; next *= fan) size = next;
  return size;
}

/** Figures of every block of a level. `scatter`: the sum of squared distances from the block's mean. */
interface Level {
  readonly count: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly scatter: Float64Array;
}

/**
 * Smallest, largest, mean and deviation over any stretch of a series, at a cost that grows with the logarithm of its
 * length: blocks of samples, blocks of such blocks, and so on. Where the series changes, only the blocks above are made anew.
 */
export class PlotPyramid {
  readonly #valueAt: (index: number) => number;
  #length = 0;
  #levels: Level[] = [];

  constructor(valueAt: (index: number) => number, length: number) {
    this.#valueAt = valueAt;
    this.rebuild(length);
  }

  get length(): number {
    return this.#length;
  }

  rebuild(length: number): void {
    this.#length = length;
    this.#levels = [];
    for (let blocks = Math.floor(length / baseSize); blocks > 0; blocks = Math.floor(blocks / fan))
      this.#levels.push(emptyLevel(blocks));
    this.changed(0, length);
  }

  /** Samples `first` to `end`, exclusive, have other values. */
  changed(first: number, end: number): void {
    let [low, high, size] = [first, end, baseSize];
    this.#levels.forEach((level, depth) => {
      low = Math.floor(low / size);
      high = Math.min(level.count.length, Math.ceil(high / size));
      for (let block = low; block < high; block++) {
        const sum = new Sum();
        for (let part = block * size; part < (block + 1) * size; part++) this.#take(depth - 1, part, sum);
        level.count[block] = sum.count;
        level.min[block] = sum.min;
        level.max[block] = sum.max;
        level.mean[block] = sum.mean;
        level.scatter[block] = sum.scatter;
      }
      size = fan;
    });
  }

  /** Smallest and largest finite number of samples `first` to `last`, inclusive; null when there is none. */
  rangeOf(first: number, last: number): [number, number] | null {
    let [min, max] = [Infinity, -Infinity];
    this.#cover(first, last, (depth, from, to) => {
      const level = this.#levels[depth];
      for (let index = from; index < to; index++) {
        const low = level ? (level.min[index] as number) : this.#valueAt(index);
        const high = level ? (level.max[index] as number) : low;
        if (low < min && low !== -Infinity) min = low;
        if (high > max && high !== Infinity) max = high;
      }
    });
    return min <= max ? [min, max] : null;
  }

  /** Over samples `first` to `last`, inclusive. */
  figuresOf(first: number, last: number): SampleFigures {
    const sum = new Sum();
    this.#cover(first, last, (depth, from, to) => {
      for (let index = from; index < to; index++) this.#take(depth, index, sum);
    });
    const known = sum.count > 0;
    return {
      count: sum.count,
      min: known ? sum.min : Number.NaN,
      max: known ? sum.max : Number.NaN,
      mean: known ? sum.mean : Number.NaN,
      standardDeviation: known ? Math.sqrt(sum.scatter / sum.count) : Number.NaN,
    };
  }

  #take(depth: number, index: number, into: Sum): void {
    const level = this.#levels[depth];
    if (!level) return into.add(this.#valueAt(index));
    const count = level.count[index] as number;
    if (count === 0) return;
    const [min, max] = [level.min[index] as number, level.max[index] as number];
    into.merge(count, min, max, level.mean[index] as number, level.scatter[index] as number);
  }

  /** Tells a few blocks and samples (`depth` -1), `from` to `to`, exclusive, that together are the stretch. */
  #cover(first: number, last: number, tell: (depth: number, from: number, to: number) => void): void {
    let low = Math.max(0, first);
    let high = Math.min(this.#length, last + 1);
    for (let depth = -1, size = baseSize; ; depth++, size = fan) {
      const blocks = this.#levels[depth + 1]?.count.length ?? 0;
      const [nextLow, nextHigh] = [Math.ceil(low / size), Math.min(blocks, Math.floor(high / size))];
      if (nextLow >= nextHigh) return tell(depth, low, high);
      if (low < nextLow * size) tell(depth, low, nextLow * size);
      if (nextHigh * size < high) tell(depth, nextHigh * size, high);
      [low, high] = [nextLow, nextHigh];
    }
  }
}

const emptyLevel = (blocks: number): Level => ({
  count: new Float64Array(blocks),
  min: new Float64Array(blocks),
  max: new Float64Array(blocks),
  mean: new Float64Array(blocks),
  scatter: new Float64Array(blocks),
});

/** Figures that grow by samples and by figures of others, without losing digits where the mean is far from 0 (Chan et al. 1979). */
class Sum {
  count = 0;
  min = Infinity;
  max = -Infinity;
  mean = 0;
  scatter = 0;

  add(value: number): void {
    // Infinite minus infinite is NaN.
    if (value - value === 0) this.merge(1, value, value, value, 0);
  }

  merge(count: number, min: number, max: number, mean: number, scatter: number): void {
    const apart = mean - this.mean;
    const total = this.count + count;
    this.scatter += scatter + apart * apart * ((this.count * count) / total);
    this.mean += apart * (count / total);
    this.count = total;
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
  }
}
