/** Further apart than this, two samples say nothing of the time between them. */
const maxGapMs = 1000;
/** So far before the first and behind the last sample that sample still holds. */
const maxBeyondMs = 250;

/**
 * Samples at their own times brought to other times: a straight line between the two neighbours. NaN where no sample is
 * near, and beside a sample that is NaN.
 * @param sampleMs ascending.
 * @param values as many as `sampleMs`.
 */
export function interpolate(sampleMs: Float64Array, values: Float64Array, wantedMs: Float64Array): Float64Array {
  return wantedMs.map((time) => {
    const after = firstAtOrAfter(sampleMs, time);
    const before = after - 1;
    if (sampleMs[after] === time) return values[after]!;
    if (after === sampleMs.length) return time - (sampleMs[before] ?? -Infinity) <= maxBeyondMs ? values[before]! : NaN;
    if (after === 0) return sampleMs[0]! - time <= maxBeyondMs ? values[0]! : NaN;
    const gapMs = sampleMs[after]! - sampleMs[before]!;
    if (gapMs > maxGapMs) return NaN;
    const share = (time - sampleMs[before]!) / gapMs;
    return values[before]! * (1 - share) + values[after]! * share;
  });
}

/** Index of the first time that is not before `time`; the length when all are. NaN counts as before all. */
export function firstAtOrAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
