/**
 * How well predictions agree with the recorded steering, and whether a sample can tell two sets of predictions apart.
 * Frames where either number is missing do not count.
 */

/** Sums over some frames, from which the figures follow; sums of disjoint frames add up. */
interface Sums {
  readonly count: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

/** Neighbouring frames look alike, so that the frames are dropped in blocks of a drive, not one by one. */
const blockCount = 16;

/** Standard errors of a difference within which two are the same. */
const tiedErrors = 2;
/** However certain, a smaller difference means nothing; however uncertain, a larger one counts. */
const smallestDifference = 0.01;
const largestTie = 0.1;

/** Recorded against predicted steering, block by block of the drive. */
export class Agreement {
  readonly #blocks: readonly Sums[];
  readonly #all: Sums;
  /** Share of the frames with a recorded steering that have a prediction. */
  readonly answered: number;

  /** Both of the same length, in the order of the drive. */
  constructor(recorded: ArrayLike<number>, predicted: ArrayLike<number>) {
    const size = Math.max(1, Math.ceil(recorded.length / blockCount));
    this.#blocks = Array.from({ length: Math.ceil(recorded.length / size) }, (_, block) =>
      sumsOf(recorded, predicted, block * size, Math.min((block + 1) * size, recorded.length)),
    );
    this.#all = this.#blocks.reduce((total, block) => combine(total, block, 1), noSums);
    const known = Array.from(recorded).filter(Number.isFinite).length;
    this.answered = known === 0 ? 0 : this.#all.count / known;
  }

  /** Pearson's correlation; 0 where a side is constant. */
  get r(): number {
    return correlation(this.#all);
  }

  /**
   * Lin's concordance correlation (Biometrics 45, 1989): the correlation, less what scale and offset take from it; 1 where
   * the values are the same. Only of two sides in the same unit.
   */
  get concordance(): number {
    const { count, x, y } = this.#all;
    const spread = centred(this.#all);
    const denominator = spread.xx + spread.yy + (x - y) ** 2 / count;
    return denominator > 0 ? (2 * spread.xy) / denominator : 0;
  }

  /** How many times as much as the recorded steering the predicted one varies. */
  get gain(): number {
    const { xx, yy } = centred(this.#all);
    return Math.sqrt(yy / xx);
  }

  /**
   * Whether the sample cannot tell `other`, of lower correlation over the same frames, from this: the difference of the two
   * correlations is negligible, or lies within two of its standard errors, by the jackknife over blocks (Efron and Tibshirani, An
   * Introduction to the Bootstrap, section 11.5).
   */
  isTiedWith(other: Agreement): boolean {
    const difference = this.r - other.r;
    if (difference <= smallestDifference) return true;
    if (difference > largestTie) return false;
    const differences = this.#blocks.map(
      (block, index) =>
        correlation(combine(this.#all, block, -1)) -
        correlation(combine(other.#all, other.#blocks[index] ?? noSums, -1)),
    );
    const n = differences.length;
    const mean = differences.reduce((sum, value) => sum + value, 0) / n;
    const variance = ((n - 1) / n) * differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return difference <= tiedErrors * Math.sqrt(variance);
  }
}

const noSums: Sums = { count: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };

function sumsOf(recorded: ArrayLike<number>, predicted: ArrayLike<number>, from: number, to: number): Sums {
  let [count, sumX, sumY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let frame = from; frame < to; frame++) {
    const [x, y] = [recorded[frame] ?? Number.NaN, predicted[frame] ?? Number.NaN];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    count++;
    sumX += x;
    sumY += y;
    xx += x * x;
    yy += y * y;
    xy += x * y;
  }
  return { count, x: sumX, y: sumY, xx, yy, xy };
}

/** @param sign 1 to add, -1 to take away. */
const combine = (a: Sums, b: Sums, sign: 1 | -1): Sums => ({
  count: a.count + sign * b.count,
  x: a.x + sign * b.x,
  y: a.y + sign * b.y,
  xx: a.xx + sign * b.xx,
  yy: a.yy + sign * b.yy,
  xy: a.xy + sign * b.xy,
});

/** Sums of squares and products about the means. What is left of them by rounding alone counts as nothing. */
function centred({ count, x, y, xx, yy, xy }: Sums): Pick<Sums, 'xx' | 'yy' | 'xy'> {
  if (count < 2) return { xx: 0, yy: 0, xy: 0 };
  const beyondRounding = (value: number, of: number): number => (value > 1e-12 * of ? value : 0);
  return {
    xx: beyondRounding(xx - (x * x) / count, xx),
    yy: beyondRounding(yy - (y * y) / count, yy),
    xy: xy - (x * y) / count,
  };
}

function correlation(sums: Sums): number {
  const { xx, yy, xy } = centred(sums);
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}
