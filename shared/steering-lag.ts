import type { SteeringLag } from './analysis.ts';
import { evenSamples } from './alignment/even-samples.ts';
import { LagCorrelation, peakOf } from './alignment/lag-correlation.ts';
import { usualStepSecs } from './time-breaks.ts';

/** Later or earlier by more is no lag of a network any more. */
const maxLagSecs = 2;
const maxLagFrames = 40;
/** Steering hardly changes in less. */
const shortestStepSecs = 0.05;
/** A lower correlation is no agreement that a lag could be read from. */
const leastCorrelation = 0.3;
/** Of a longer drive, so many stretches of so many frames are looked at, spread over it: some hundredths of a second. */
const mostStretches = 24;
const stretchFrames = 400;

interface LagSeries {
  readonly recorded: Float64Array;
  readonly predicted: Float64Array;
}

/**
 * How far the predicted steering trails the recorded: the lag of the highest normalised cross-correlation, between samples
 * by a parabola. Null where none stands out: too short, constant, or nothing in common.
 * @param timeSecs of the frames, null without time; all of one length, NaN where missing.
 */
export function steeringLag(
  timeSecs: Float64Array | null,
  recorded: Float64Array,
  predicted: Float64Array,
): SteeringLag | null {
  const stepSecs = timeSecs ? usualStepSecs(timeSecs) : 0;
  if (!timeSecs || !(stepSecs > 0)) {
    const found = lagIn(
      { recorded: spread(recorded, maxLagFrames), predicted: spread(predicted, maxLagFrames) },
      Math.min(maxLagFrames, Math.floor(recorded.length / 4)),
    );
    return found && { frames: found.steps, secs: null, correlation: found.correlation };
  }
  const frames = { timeSecs: spread(timeSecs), recorded: spread(recorded), predicted: spread(predicted) };
  const lagSecs = Math.min(maxLagSecs, (stepSecs * recorded.length) / 4);
  const sampleSecs = Math.max(stepSecs, shortestStepSecs);
  const found = lagIn(evenSamples(frames, sampleSecs, lagSecs), Math.floor(lagSecs / sampleSecs));
  if (!found) return null;
  const secs = found.steps * sampleSecs;
  return { frames: secs / stepSecs, secs, correlation: found.correlation };
}

function lagIn(series: LagSeries, lags: number): { readonly steps: number; readonly correlation: number } | null {
  const { length } = series.recorded;
  if (lags < 2 || length < 4 * lags) return null;
  const peak = peakOf(new LagCorrelation(series, lags, length).whole());
  // A recorded series that agrees when it is taken later is one that the prediction is ahead of; not -0.
  return peak && peak.value >= leastCorrelation ? { steps: lags - peak.at + 0, correlation: peak.value } : null;
}

/** The values, or of many the stretches that are looked at, with `apart` NaN between two. */
function spread(values: Float64Array, apart = 0): Float64Array {
  if (values.length <= mostStretches * stretchFrames) return values;
  const result = new Float64Array(mostStretches * (stretchFrames + apart)).fill(Number.NaN);
  for (let stretch = 0; stretch < mostStretches; stretch++) {
    const first = Math.floor((stretch * (values.length - stretchFrames)) / (mostStretches - 1));
    result.set(values.subarray(first, first + stretchFrames), stretch * (stretchFrames + apart));
  }
  return result;
}
