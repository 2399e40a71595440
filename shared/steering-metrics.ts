import type { SteeringMetrics } from './analysis.ts';

/**
 * Agreement of predicted with recorded steering, of the same length; null without a single frame where both are finite.
 * @param sameUnit false where the predicted steering has another unit than the recorded: there is no error then.
 */
export function steeringMetrics(
  recorded: ArrayLike<number> | null,
  predicted: ArrayLike<number>,
  sameUnit = true,
): SteeringMetrics | null {
  if (!recorded) return null;
  const sums = new PairSums();
  for (let frame = 0; frame < predicted.length; frame++) sums.add(recorded[frame]!, predicted[frame]!);
  return sums.count === 0 ? null : sums.metrics(sameUnit);
}

/**
 * Sums over pairs of a recorded and a predicted number, taken about the first pair, so that a servo's 90 degrees cost no
 * digits.
 */
class PairSums {
  count = 0;
  readonly #recorded = new SideSums();
  readonly #predicted = new SideSums();
  #products = 0;
  #error = 0;
  #absolute = 0;
  #squared = 0;
  #largest = 0;

  add(recorded: number, predicted: number): void {
    if (!Number.isFinite(recorded) || !Number.isFinite(predicted)) return;
    this.count += 1;
    this.#products += this.#recorded.add(recorded) * this.#predicted.add(predicted);
    const error = predicted - recorded;
    const size = Math.abs(error);
    this.#error += error;
    this.#absolute += size;
    this.#squared += error * error;
    if (size > this.#largest) this.#largest = size;
  }

  metrics(sameUnit: boolean): SteeringMetrics {
    const { count } = this;
    const [x, y] = [this.#recorded, this.#predicted];
    const covariance = this.#products - (x.sum * y.sum) / count;
    const [spreadX, spreadY] = [x.spread(count), y.spread(count)];
    return {
      count,
      mae: sameUnit ? this.#absolute / count : null,
      rmse: sameUnit ? Math.sqrt(this.#squared / count) : null,
      maxError: sameUnit ? this.#largest : null,
      bias: sameUnit ? this.#error / count : null,
      r2: sameUnit && spreadX > 0 ? 1 - this.#squared / spreadX : null,
      pearsonR: spreadX > 0 && spreadY > 0 ? clamped(covariance / Math.sqrt(spreadX * spreadY)) : null,
    };
  }
}

class SideSums {
  sum = 0;
  #squares = 0;
  #origin = Number.NaN;
  #isConstant = true;

  /** @returns the value about the first one. */
  add(value: number): number {
    if (Number.isNaN(this.#origin)) this.#origin = value;
    const about = value - this.#origin;
    if (about !== 0) this.#isConstant = false;
    this.sum += about;
    this.#squares += about * about;
    return about;
  }

  /** Sum of the squared deviations from the mean; 0 only where all are equal. */
  spread(count: number): number {
    return this.#isConstant ? 0 : Math.max(Number.MIN_VALUE, this.#squares - (this.sum * this.sum) / count);
  }
}

/** What rounding puts beyond the ends. */
const clamped = (correlation: number): number => Math.min(1, Math.max(-1, correlation));
