import type { AutonomyEstimate } from './analysis.ts';
import { pauseLimitSecs } from './time-breaks.ts';

/** What one intervention costs: Bojarski et al., End to End Learning for Self-Driving Cars (arXiv 1604.07316, 2016), section 7.2. */
export const interventionSecs = 6;

/**
 * The papers' autonomy, 1 − interventions · 6 s / elapsed time, on recorded data. There, a simulated car that left the
 * centre line by a metre was an intervention, and was put back. Here it is an |error| above `threshold` for at least
 * `leastSecs`; it costs 6 s, in which nothing is charged again. Null where less than
 * that went by.
 * @param timeSecs of the frames; NaN where missing, as in `error`.
 */
export function autonomyEstimate(
  timeSecs: ArrayLike<number>,
  error: ArrayLike<number>,
  { threshold, leastSecs }: Pick<AutonomyEstimate, 'threshold' | 'leastSecs'>,
): AutonomyEstimate | null {
  const pauseSecs = pauseLimitSecs(timeSecs);
  let [elapsedSecs, chargedUntil, interventions] = [0, 0, 0];
  /** Elapsed when the error rose above the threshold; null while it is below. */
  let since: number | null = null;
  for (let frame = 0; frame < error.length; frame++) {
    const size = Math.abs(error[frame]!);
    const stepSecs = timeSecs[frame]! - timeSecs[frame - 1]!;
    const goesOn = frame > 0 && Number.isFinite(error[frame - 1]!) && stepSecs >= 0 && stepSecs <= pauseSecs;
    if (goesOn && Number.isFinite(size)) elapsedSecs += stepSecs;
    else since = null;
    if (!(size > threshold) || elapsedSecs < chargedUntil) {
      since = null;
      continue;
    }
    since ??= elapsedSecs;
    if (elapsedSecs - since < leastSecs) continue;
    interventions += 1;
    chargedUntil = elapsedSecs + interventionSecs;
    since = null;
  }
  if (elapsedSecs < interventionSecs) return null;
  const share = Math.max(0, 1 - (interventions * interventionSecs) / elapsedSecs);
  return { share, interventions, elapsedSecs, threshold, leastSecs };
}
