import type { SteeringMetrics } from '../../shared/analysis.ts';

/**
 * Agreement of predicted with recorded steering, of the same length; null without a single frame where both are finite.
 * @param sameUnit false where the predicted steering has another unit than the recorded: there is no error then.
 */
export function steeringMetrics(
  recorded: ArrayLike<number> | null,
  predicted: ArrayLike<number>,
  sameUnit = true,
): SteeringMetrics | null {
  const pairs = recorded ? finitePairs(recorded, predicted) : [];
  const count = pairs.length;
  if (count === 0) return null;
  const mean = (value: (x: number, y: number) => number): number =>
    pairs.reduce((sum, [x, y]) => sum + value(x, y), 0) / count;
  const meanRecorded = mean((x) => x);
  const meanPredicted = mean((_, y) => y);
  const covariance = mean((x, y) => (x - meanRecorded) * (y - meanPredicted));
  const recordedVariance = mean((x) => (x - meanRecorded) ** 2);
  const predictedVariance = mean((_, y) => (y - meanPredicted) ** 2);
  return {
    count,
    mae: sameUnit ? mean((x, y) => Math.abs(y - x)) : null,
    rmse: sameUnit ? Math.sqrt(mean((x, y) => (y - x) ** 2)) : null,
    pearsonR:
      isConstant(pairs, 0) || isConstant(pairs, 1)
        ? null
        : covariance / Math.sqrt(recordedVariance * predictedVariance),
  };
}

type Pair = readonly [recorded: number, predicted: number];

function finitePairs(recorded: ArrayLike<number>, predicted: ArrayLike<number>): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index < predicted.length; index++) {
    const [x, y] = [recorded[index] ?? Number.NaN, predicted[index] ?? Number.NaN];
    if (Number.isFinite(x) && Number.isFinite(y)) pairs.push([x, y]);
  }
  return pairs;
}

/** Asked of the numbers themselves: a variance of equal numbers may come out as 1e-33 instead of 0. */
const isConstant = (pairs: readonly Pair[], side: 0 | 1): boolean =>
  pairs.every((pair) => pair[side] === pairs[0]?.[side]);
