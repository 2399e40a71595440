import { alignFrames, alignSeries } from './align-series.ts';
import { evenSamples, type Frames } from './alignment/even-samples.ts';
import { fitDrift } from './alignment/fit-drift.ts';
import { LagCorrelation, peakOf } from './alignment/lag-correlation.ts';
import type { Alignment } from './drive-mapping.ts';
import { usualStepSecs } from './time-breaks.ts';

/** What would bring the recorded steering to the predicted one; `Alignment` with its grounds. */
export interface AlignmentEstimate extends Alignment {
  /** Pearson's correlation of predicted and recorded steering, so aligned. */
  readonly correlation: number;
  /** The same as they are now. */
  readonly correlationNow: number;
}

/** How far off they may be. */
const maxOffsetSecs = 5;
/** A lower correlation is no agreement that an offset could be read from. */
const leastCorrelation = 0.3;
/** The highest of so many lags is by chance some standard errors above 0. */
const leastErrors = 4;
/** Steering hardly changes in less. */
const shortestStepSecs = 0.05;
/** Pairs of samples that are looked at: a few hundredths of a second of work. */
const mostPairs = 2e6;
/** A part of the drive has its own offset, where the clocks drift. */
const partSecs = 60;
const mostParts = 24;
/** A second peak as high as this share of the first makes both doubtful, where it is apart from it by a valley. */
const rivalShare = 0.97;
const valleyDepth = 0.1;

/**
 * How far and how fast the recorded steering runs off the predicted one, which follows the pictures: the lag of the highest
 * normalised cross-correlation, between samples by a parabola; drift as a line through the lags of parts of the drive.
 * Null where the steering has no say: constant, too short, nothing in common, or as much at several lags. A network's own
 * delay looks the same.
 * @param timeSecs of the frames; as are `recorded` and `predicted`, of which the sign and the unit do not matter; NaN where
 * missing.
 */
export function estimateAlignment(
  timeSecs: Float64Array,
  recorded: Float64Array,
  predicted: Float64Array,
): AlignmentEstimate | null {
  const frameSecs = usualStepSecs(timeSecs);
  const spanSecs = frameSecs * timeSecs.length;
  if (!(spanSecs > 0)) return null;
  const lagSecs = Math.min(maxOffsetSecs, spanSecs / 4);
  const stepSecs = Math.max(frameSecs, shortestStepSecs, Math.sqrt((spanSecs * 2 * lagSecs) / mostPairs));
  const samples = evenSamples({ timeSecs, recorded, predicted }, stepSecs, lagSecs);
  const lags = Math.floor(lagSecs / stepSecs);
  if (lags < 2 || samples.timeSecs.length < 4 * lags) return null;
  const parts = Math.min(mostParts, Math.max(1, Math.floor((samples.timeSecs.length * stepSecs) / partSecs)));
  const correlation = new LagCorrelation(samples, lags, Math.ceil(samples.timeSecs.length / parts));

  const line = fitDrift(correlation, samples, frameSecs);
  const offset = line ?? constantOffset(correlation, stepSecs);
  if (!offset) return null;
  const now = correlationOf(recorded, predicted);
  const aligned = correlationOf(alignSeries(recorded, alignFrames(timeSecs, offset)), predicted);
  const isClear =
    aligned >= leastCorrelation && aligned >= leastErrors * standardError({ timeSecs, recorded, predicted }, stepSecs);
  return isClear ? { ...offset, correlation: aligned, correlationNow: now } : null;
}

/** One offset for the whole drive; null where none stands out. */
function constantOffset(correlation: LagCorrelation, stepSecs: number): Alignment | null {
  const whole = correlation.whole();
  const peak = peakOf(whole);
  if (!peak || hasRival(whole, Math.round(peak.at), peak.value)) return null;
  return { offsetSecs: (peak.at - correlation.lags) * stepSecs, driftPpm: 0 };
}

/** Whether another lag agrees as well: in a slalom, a whole swing off. */
function hasRival(correlations: Float64Array, peak: number, value: number): boolean {
  return [-1, 1].some((direction) => {
    let valley = value;
    for (let at = peak; at >= 0 && at < correlations.length; at += direction) {
      const here = correlations[at]!;
      if (here < valley) valley = here;
      if (here >= rivalShare * value && here - valley >= valleyDepth) return true;
    }
    return false;
  });
}

/** Steering is alike over some seconds; half of one is short beside that. */
const alikeStepSecs = 0.5;
const alikeSecs = 10;

/**
 * Of a correlation between series that are not related, by Bartlett's formula (J. Royal Stat. Soc. 98, 1935): neighbouring
 * samples are alike, so that a long drive has but few independent ones.
 */
function standardError(frames: Frames, stepSecs: number): number {
  const samples = evenSamples(frames, Math.max(stepSecs, alikeStepSecs), alikeSecs);
  const lags = Math.min(Math.floor(alikeSecs / samples.stepSecs), Math.floor(samples.timeSecs.length / 4));
  const [one, other] = [samples.recorded, samples.predicted].map((series) =>
    new LagCorrelation({ recorded: series, predicted: series }, lags, series.length).whole(),
  );
  const alike = one!.reduce((sum, value, lag) => sum + (value * other![lag]! || 0), 0);
  const count = samples.predicted.filter(Number.isFinite).length;
  return Math.sqrt(Math.max(1, alike) / count);
}

/** Pearson's, over the frames that have both. */
function correlationOf(recorded: Float64Array, predicted: Float64Array): number {
  return new LagCorrelation({ recorded, predicted }, 0, recorded.length).whole()[0]!;
}
