import { usualStepSecs } from './time-breaks.ts';

/** Steps further from the usual one than this are stamps that bunched, lost frames or pauses: they have no say. */
const leastOfUsual = 0.5;
const mostOfUsual = 2;

/**
 * Root mean square of the second difference in time, in the unit of `values` per s²; null without three frames in a row.
 * @param timeSecs of the frames; NaN where missing, as in `values`.
 */
export function steeringJerk(timeSecs: ArrayLike<number>, values: ArrayLike<number>): number | null {
  const usualSecs = usualStepSecs(timeSecs);
  const [leastSecs, mostSecs] = [usualSecs * leastOfUsual, usualSecs * mostOfUsual];
  let [squares, count] = [0, 0];
  let slopeBefore = Number.NaN;
  let stepBefore = Number.NaN;
  for (let frame = 1; frame < values.length; frame++) {
    const stepSecs = timeSecs[frame]! - timeSecs[frame - 1]!;
    const isUsual = stepSecs > 0 && stepSecs >= leastSecs && stepSecs <= mostSecs;
    const slope = isUsual ? (values[frame]! - values[frame - 1]!) / stepSecs : Number.NaN;
    const second = (slope - slopeBefore) / ((stepSecs + stepBefore) / 2);
    if (Number.isFinite(second)) {
      squares += second * second;
      count += 1;
    }
    slopeBefore = slope;
    stepBefore = stepSecs;
  }
  return count === 0 ? null : Math.sqrt(squares / count);
}
