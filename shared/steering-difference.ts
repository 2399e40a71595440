/** By how much one predicted steering differs from another, over the frames that have both. */
export interface SteeringDifference {
  /** Frames that entered the figures. */
  readonly count: number;
  /** Of after minus before. */
  readonly mean: number;
  readonly meanAbsolute: number;
  readonly maxAbsolute: number;
  /** Of `maxAbsolute`. */
  readonly maxFrame: number;
}

/** Of the frames `first` to `last`, both included; null where none has both as finite numbers. */
export function steeringDifference(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  first: number,
  last: number,
): SteeringDifference | null {
  let [count, sum, absoluteSum, maxAbsolute, maxFrame] = [0, 0, 0, -1, first];
  for (let frame = first; frame <= last; frame++) {
    const difference = (after[frame] ?? Number.NaN) - (before[frame] ?? Number.NaN);
    if (!Number.isFinite(difference)) continue;
    const absolute = Math.abs(difference);
    count += 1;
    sum += difference;
    absoluteSum += absolute;
    if (absolute > maxAbsolute) [maxAbsolute, maxFrame] = [absolute, frame];
  }
  if (count === 0) return null;
  return { count, mean: sum / count, meanAbsolute: absoluteSum / count, maxAbsolute, maxFrame };
}
