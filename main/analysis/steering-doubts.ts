import type { SteeringMetrics } from '../../shared/analysis.ts';
import type { SessionState } from '../../shared/api.ts';
import type { Problem } from '../../shared/problem.ts';
import { hasDriveUnit } from './steering-reader.ts';

/** Full lock is 1; what lies beyond twice that is another unit. */
const beyondFullLock = 2;
/** Degrees of a road are some; numbers below 1.5 are radians or shares of full lock. */
const hardlyDegrees = 1.5;
const clearDegrees = 10;
/** Frames that a correlation takes to mean something, and how far it must be below 0. */
const minFrames = 50;
const clearlyOpposed = -0.5;

/**
 * Whether the predicted steering seems to have another scale or sign than the recorded, where nobody has said what it
 * has.
 * @param recorded of the same frames; @param answered predictions of the frames that have one.
 */
export function steeringDoubts(
  state: Pick<SessionState, 'drive' | 'steering'>,
  recorded: ArrayLike<number> | null,
  answered: ArrayLike<number>,
  metrics: SteeringMetrics | null,
): readonly Problem[] {
  const unit = state.drive?.steering?.unit;
  if (!recorded || !metrics || !unit || !hasDriveUnit(state)) return [];
  const predictedSize = typicalSize(answered);
  const isTooLarge = unit === 'normalised' && predictedSize > beyondFullLock;
  const isTooSmall = unit === 'deg' && predictedSize < hardlyDegrees && typicalSize(recorded) > clearDegrees;
  const isOpposed = metrics.count >= minFrames && (metrics.pearsonR ?? 0) < clearlyOpposed;
  return [
    ...(isTooLarge
      ? [
          doubt(
            'steering-scale-doubtful',
            `The predicted steering is around ${short(predictedSize)} where full lock is recorded as 1: it is perhaps in degrees, or a servo's. Say so in the preprocessing file, for 90 = straight on and 45 to either side: "steering": {"scale": 0.0222, "offset": -2, "unit": "normalised"}.`,
          ),
        ]
      : []),
    ...(isTooSmall
      ? [
          doubt(
            'steering-scale-doubtful',
            `The predicted steering is around ${short(predictedSize)} where degrees are recorded: it is perhaps in radians, or a share of full lock. Say so in the preprocessing file: "steering": {"unit": "rad"}, or {"scale": 25, "unit": "deg"} for 25 degrees at full lock.`,
          ),
        ]
      : []),
    ...(isOpposed
      ? [
          doubt(
            'steering-sign-doubtful',
            `Predicted and recorded steering go opposite ways (r = ${short(metrics.pearsonR ?? 0)}): the network's positive is perhaps left. Say so in the preprocessing file: "steering": {"scale": -1}.`,
          ),
        ]
      : []),
  ];
}

/** Three quarters of the finite numbers are no larger than this, sign aside. */
function typicalSize(values: ArrayLike<number>): number {
  const sizes = Float64Array.from(values, Math.abs).filter(Number.isFinite).sort();
  return sizes[Math.floor(0.75 * sizes.length)] ?? 0;
}

const short = (value: number): string => String(Number(value.toPrecision(2)));

const doubt = (code: string, message: string): Problem => ({
  severity: 'warning',
  code,
  message,
  place: null,
  frame: null,
});
