import type { Alignment } from '../drive-mapping.ts';
import { median } from '../quantile.ts';
import type { EvenSamples } from './even-samples.ts';
import { peakOf, type LagCorrelation } from './lag-correlation.ts';

/** A line through fewer points proves nothing. */
const fewestParts = 4;
/** A part that agrees less says nothing of its lag. */
const leastCorrelation = 0.5;
/** The slope must be so many of its standard errors away from 0. */
const leastErrors = 4;

/** The lag of one part of the drive. */
interface PartLag {
  readonly timeSecs: number;
  readonly offsetSecs: number;
  /** How certain it is, relative to the others. */
  readonly weight: number;
}

/**
 * Offset and drift from the lags of the parts; null where there is no significant drift.
 * @param frameSecs less than half of it over the whole drive is no drift.
 */
export function fitDrift(correlation: LagCorrelation, samples: EvenSamples, frameSecs: number): Alignment | null {
  const parts = partLags(correlation, samples);
  if (parts.length < fewestParts) return null;
  const rough = medianLine(parts);
  const residuals = parts.map((part) => Math.abs(part.offsetSecs - at(rough, part)));
  // What a normal distribution calls three standard deviations, and no less than a sample.
  const limit = Math.max(3 * 1.4826 * median(residuals), samples.stepSecs);
  const kept = parts.filter((_, index) => residuals[index]! <= limit);
  if (kept.length < fewestParts) return null;
  const { start, slope, slopeError } = weightedLine(kept);
  const span = kept.at(-1)!.timeSecs - kept[0]!.timeSecs;
  if (Math.abs(slope) < leastErrors * slopeError || Math.abs(slope * span) < frameSecs / 2) return null;
  return { offsetSecs: start, driftPpm: slope * 1e6 };
}

function partLags(correlation: LagCorrelation, { stepSecs, timeSecs }: EvenSamples): PartLag[] {
  const { partCount, lags } = correlation;
  const size = Math.ceil(timeSecs.length / partCount);
  return Array.from({ length: partCount }, (_, part): PartLag[] => {
    const peak = peakOf(correlation.ofPart(part));
    const times = timeSecs.subarray(part * size, (part + 1) * size).filter((time) => !Number.isNaN(time));
    if (!peak || peak.value < leastCorrelation || times.length === 0) return [];
    return [
      {
        timeSecs: times[Math.floor(times.length / 2)]!,
        offsetSecs: (peak.at - lags) * stepSecs,
        // The sharper the peak and the closer the agreement, the better known is its place.
        weight: (correlation.countInPart(part) * peak.bend) / (1.01 - peak.value),
      },
    ];
  }).flat();
}

interface Line {
  readonly start: number;
  readonly slope: number;
}

const at = ({ start, slope }: Line, { timeSecs }: PartLag): number => start + slope * timeSecs;

/** Through the medians of all slopes between two points (Theil and Sen): outliers do not turn it. */
function medianLine(parts: readonly PartLag[]): Line {
  const slopes = parts.flatMap((one, index) =>
    parts.slice(index + 1).map((other) => (other.offsetSecs - one.offsetSecs) / (other.timeSecs - one.timeSecs)),
  );
  const slope = median(slopes.filter(Number.isFinite));
  return { start: median(parts.map((part) => part.offsetSecs - slope * part.timeSecs)), slope };
}

/** Weighted least squares, with the standard error of the slope. */
function weightedLine(parts: readonly PartLag[]): Line & { readonly slopeError: number } {
  const total = (of: (part: PartLag) => number): number => parts.reduce((sum, part) => sum + part.weight * of(part), 0);
  const weights = total(() => 1);
  const meanTime = total(({ timeSecs }) => timeSecs) / weights;
  const meanOffset = total(({ offsetSecs }) => offsetSecs) / weights;
  const spread = total(({ timeSecs }) => (timeSecs - meanTime) ** 2);
  const slope = total(({ timeSecs, offsetSecs }) => (timeSecs - meanTime) * (offsetSecs - meanOffset)) / spread;
  const start = meanOffset - slope * meanTime;
  const left = total((part) => (part.offsetSecs - at({ start, slope }, part)) ** 2) / (parts.length - 2);
  return { start, slope, slopeError: Math.sqrt(left / spread) };
}
