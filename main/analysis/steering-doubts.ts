import type { SteeringMetrics } from '../../shared/analysis.ts';
import type { SessionState } from '../../shared/session.ts';
import type { Problem } from '../../shared/problem.ts';
import { Agreement } from './fit-score.ts';
import { hasDriveUnit } from './steering-reader.ts';

/** Full lock is 1; what lies beyond twice that is another unit. */
const beyondFullLock = 2;
/** Degrees of a road are some; numbers below 1.5 are radians or shares of full lock. */
const hardlyDegrees = 1.5;
const clearDegrees = 10;
/** Varying so many times as much as the recorded steering, or so many times less, is another scale. */
const strangeGain = 3;
/** Below it a strange gain is but noise. */
const gainCorrelation = 0.5;
/** Frames that a correlation takes to mean something, and how far it must be below 0. */
const minFrames = 50;
const clearlyOpposed = -0.5;
/** Networks on logs driven by keys, of which most records are 0, go down to 0.36 where nothing is wrong. */
const hardlyAgrees = 0.35;

/**
 * Whether the predicted steering seems to have another scale or sign than the recorded, though it should be in the same
 * unit; or hardly anything in common with it, while nothing is said of how its pictures are prepared.
 * @param recorded of the same frames as `predicted`, which is NaN where there is none.
 */
export function steeringDoubts(
  state: Pick<SessionState, 'drive' | 'steering' | 'preprocessingSource'>,
  recorded: ArrayLike<number> | null,
  predicted: ArrayLike<number>,
  metrics: SteeringMetrics | null,
): readonly Problem[] {
  const steering = state.drive?.steering;
  if (!recorded || !metrics || !steering || !hasDriveUnit(state)) return [];
  const { unit, positive } = steering;
  const scale =
    unit === 'normalised'
      ? beyondLockDoubt(predicted)
      : unit === 'deg'
        ? hardlyDegreesDoubt(predicted, recorded)
        : null;
  const doubts = [scale ?? gainDoubt(recorded, predicted), signDoubt(metrics, positive)];
  const agreement = doubts.some(Boolean) || state.preprocessingSource !== 'default' ? null : agreementDoubt(metrics);
  return [...doubts, agreement].filter((one) => one !== null);
}

function beyondLockDoubt(predicted: ArrayLike<number>): Problem | null {
  const size = typicalSize(predicted);
  if (size <= beyondFullLock) return null;
  return scaleDoubt(
    `The predicted steering is around ${short(size)} where full lock is recorded as 1: it is perhaps in degrees, or a servo's, or its input has another scale than in training. If it is a servo's, with 90 = straight on and 45 to either side, say so in the preprocessing file: "steering": {"scale": 0.0222, "offset": -2, "unit": "normalised"}.`,
  );
}

function hardlyDegreesDoubt(predicted: ArrayLike<number>, recorded: ArrayLike<number>): Problem | null {
  const size = typicalSize(predicted);
  if (size >= hardlyDegrees || typicalSize(recorded) <= clearDegrees) return null;
  return scaleDoubt(
    `The predicted steering is around ${short(size)} where degrees are recorded: it is perhaps in radians, or a share of full lock. Say so in the preprocessing file: "steering": {"unit": "rad"}, or {"scale": 25, "unit": "deg"} for 25 degrees at full lock.`,
  );
}

function gainDoubt(recorded: ArrayLike<number>, predicted: ArrayLike<number>): Problem | null {
  const { gain, r } = new Agreement(recorded, predicted);
  if (r < gainCorrelation || (gain <= strangeGain && gain >= 1 / strangeGain)) return null;
  return scaleDoubt(
    `The predicted steering varies ${short(gain)} times as much as the recorded: it has another unit, to be said as "steering" in the preprocessing file, or its input has another scale than in training.`,
  );
}

function signDoubt({ count, pearsonR }: SteeringMetrics, positive: 'left' | 'right'): Problem | null {
  if (count < minFrames || pearsonR === null || pearsonR >= clearlyOpposed) return null;
  return doubt(
    'steering-sign-doubtful',
    `Predicted and recorded steering go opposite ways (r\u00a0=\u00a0${short(pearsonR)}): positive is ${positive} in this drive, and for the network perhaps ${positive === 'left' ? 'right' : 'left'}. Say so in the preprocessing file: "steering": {"scale": -1}.`,
  );
}

function agreementDoubt({ count, pearsonR, r2 }: SteeringMetrics): Problem | null {
  if (count < minFrames || pearsonR === null || pearsonR >= hardlyAgrees || r2 === null || r2 >= 0) return null;
  return doubt(
    'prediction-disagrees',
    `Predicted and recorded steering have hardly anything in common (r\u00a0=\u00a0${short(pearsonR)}). Nothing says how training prepared the pictures, so the whole frame was resized: let the finder look for what training did.`,
  );
}

/** Three quarters of the finite numbers are no larger than this, sign aside. */
function typicalSize(values: ArrayLike<number>): number {
  const sizes = Float64Array.from(values, Math.abs).filter(Number.isFinite).sort();
  return sizes[Math.floor(0.75 * sizes.length)] ?? 0;
}

const short = (value: number): string => String(Number(value.toPrecision(2))).replace('-', '\u2212');

const scaleDoubt = (message: string): Problem => doubt('steering-scale-doubtful', message);

const doubt = (code: string, message: string): Problem => ({
  severity: 'warning',
  code,
  message,
  place: null,
  frame: null,
});
