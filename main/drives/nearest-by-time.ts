/**
 * For each wanted time the index of the nearest of `times`, -1 where none is within `maxApart`.
 * @param times in any order, in the unit of the others; NaN is never near.
 */
export function nearestByTime(times: Float64Array, wanted: Float64Array, maxApart: number): Int32Array {
  const sorted = [...times.keys()]
    .filter((index) => !Number.isNaN(times[index]))
    .sort((one, other) => (times[one] ?? 0) - (times[other] ?? 0));
  const apart = (place: number, time: number): number => {
    const index = sorted[place];
    return index === undefined ? Number.POSITIVE_INFINITY : Math.abs((times[index] ?? 0) - time);
  };
  return Int32Array.from(wanted, (time) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[sorted[middle] ?? 0] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    const best = apart(low, time) < apart(low - 1, time) ? low : low - 1;
    return apart(best, time) <= maxApart ? (sorted[best] ?? -1) : -1;
  });
}
