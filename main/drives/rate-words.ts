import { pauseLimitSecs } from '../../shared/time-breaks.ts';

/** How samples at their own times came to those of the frames, by name and with both rates. */
export const interpolatedWords = (sampleMs: Float64Array, frameMs: Float64Array): string =>
  `brought${rateWords(' from', sampleMs)} to the times of the frames${rateWords(' at', frameMs)} by linear interpolation between neighbours`;

/** Samples a second, pauses aside; nothing where time stands still. */
function rateWords(before: string, timeMs: Float64Array): string {
  const secs = timeMs.map((time) => time / 1000);
  const limitSecs = pauseLimitSecs(secs);
  let [count, total] = [0, 0];
  for (let at = 1; at < secs.length; at++) {
    const step = secs[at]! - secs[at - 1]!;
    if (!(step >= 0 && step <= limitSecs)) continue;
    count += 1;
    total += step;
  }
  const rate = count / total;
  return total > 0 ? `${before} ${rate < 10 ? Number(rate.toPrecision(2)) : Math.round(rate)} Hz` : '';
}
