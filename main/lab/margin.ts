import type { Margin } from '../../shared/lab-findings.ts';
import { quantile } from '../../shared/quantile.ts';
import { seededRandom } from '../../shared/seeded-random.ts';
import { mean } from './quartiles.ts';

const resamplings = 2000;
const seed = 1;

/**
 * How much better the mask does than a baseline, frame by frame. The interval is the percentile bootstrap (Efron & Tibshirani
 * 1993, chapter 13). Neighbouring frames show nearly the same, so both it and the standard error are too narrow where frames lie
 * close to each other.
 * @param masks and `baselines`: figures of the same frames, at least one.
 * @param better whether the mask does better by a larger or by a smaller figure.
 */
export function margin(masks: readonly number[], baselines: readonly number[], better: 'larger' | 'smaller'): Margin {
  const sign = better === 'larger' ? 1 : -1;
  const differences = masks.map((value, index) => sign * (value - baselines[index]!));
  const { length } = differences;
  const meanDifference = mean(differences);
  const variance = differences.reduce((sum, value) => sum + (value - meanDifference) ** 2, 0) / (length - 1);
  const random = seededRandom(seed);
  const means = Float64Array.from({ length: resamplings }, () => {
    let sum = 0;
    for (let draw = 0; draw < length; draw++) sum += differences[Math.floor(random() * length)]!;
    return sum / length;
  }).sort();
  const baseline = mean(baselines);
  return {
    mean: meanDifference,
    standardError: length > 1 ? Math.sqrt(variance / length) : null,
    low: quantile(means, 0.025),
    high: quantile(means, 0.975),
    relative: baseline === 0 ? null : meanDifference / baseline,
    better: differences.filter((difference) => difference > 0).length / length,
  };
}
