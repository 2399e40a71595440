import type { AutonomyEstimate, SteeringFigures } from './analysis.ts';
import { autonomyEstimate } from './autonomy-estimate.ts';
import type { RecordedSteering, SteeringUnit } from './drive.ts';
import { steeringJerk } from './steering-jerk.ts';
import { steeringLag } from './steering-lag.ts';
import { steeringMetrics } from './steering-metrics.ts';

/** Series of the same frames; NaN where missing. */
export interface SteeringFrames {
  /** Null without time. */
  readonly timeSecs: Float64Array | null;
  /** Null where none is recorded. */
  readonly recorded: Float64Array | null;
  readonly predicted: Float64Array;
}

/** What the figures count. */
export interface FigureLimits extends Pick<AutonomyEstimate, 'threshold' | 'leastSecs'> {
  /** Steering no further from straight on than this has no side; in the unit of the recorded steering. */
  readonly deadBand: number;
}

const deadBands: Record<SteeringUnit, number> = { normalised: 0.02, deg: 1, rad: 0.02 };
/** The same for every network, so that figures compare: a fifth of full lock, or some degrees. */
const thresholds: Record<SteeringUnit, number> = { normalised: 0.2, deg: 10, rad: 0.1 };

export const usualLimits = (unit: SteeringUnit): FigureLimits => ({
  deadBand: deadBands[unit],
  threshold: thresholds[unit],
  leastSecs: 0.5,
});

/**
 * The figures of a drive or of a range of it; null without a frame that has both numbers.
 * @param firstFrame of the series, in the drive.
 * @param sameUnit false where the predicted steering has another unit than the recorded.
 */
export function steeringFigures(
  { timeSecs, recorded, predicted }: SteeringFrames,
  { straight }: Pick<RecordedSteering, 'straight'>,
  limits: FigureLimits,
  { firstFrame = 0, sameUnit = true }: { readonly firstFrame?: number; readonly sameUnit?: boolean } = {},
): SteeringFigures | null {
  const metrics = steeringMetrics(recorded, predicted, sameUnit);
  if (!recorded || !metrics) return null;
  const error = sameUnit ? differences(recorded, predicted) : null;
  return {
    ...metrics,
    maxErrorFrame: error && firstFrame + largestAt(error),
    lag: steeringLag(timeSecs, recorded, predicted),
    jerk: {
      recorded: timeSecs && steeringJerk(timeSecs, recorded),
      predicted: timeSecs && steeringJerk(timeSecs, predicted),
    },
    signErrors: error && signErrors(recorded, predicted, straight, limits.deadBand, metrics.count),
    autonomy: error && timeSecs && autonomyEstimate(timeSecs, error, limits),
  };
}

function differences(recorded: Float64Array, predicted: Float64Array): Float64Array {
  const error = new Float64Array(predicted.length);
  for (let frame = 0; frame < error.length; frame++) error[frame] = predicted[frame]! - recorded[frame]!;
  return error;
}

/** The first with the largest absolute value, of those that are finite. */
function largestAt(error: Float64Array): number {
  let [at, largest] = [0, -1];
  for (let frame = 0; frame < error.length; frame++) {
    const size = Math.abs(error[frame]!);
    if (size > largest && size < Infinity) [at, largest] = [frame, size];
  }
  return at;
}

function signErrors(
  recorded: Float64Array,
  predicted: Float64Array,
  straight: number,
  deadBand: number,
  frames: number,
): NonNullable<SteeringFigures['signErrors']> {
  let count = 0;
  for (let frame = 0; frame < predicted.length; frame++) {
    const [one, other] = [recorded[frame]! - straight, predicted[frame]! - straight];
    const isBeyond = Math.abs(one) > deadBand && Math.abs(other) > deadBand;
    if (isBeyond && one * other < 0 && Number.isFinite(one * other)) count += 1;
  }
  return { count, share: count / frames, deadBand };
}
