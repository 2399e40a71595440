/**
 * The value that `share` of all do not exceed, by the definition that NumPy, R and spreadsheets take by default (type 7 of
 * Hyndman & Fan 1996): between the two values around place share · (count − 1), counted from 0, in a line. NaN of none.
 * @param rising the values, the smallest first.
 * @param share 0..1.
 */
export function quantile(rising: ArrayLike<number>, share: number): number {
  const place = share * (rising.length - 1);
  const below = Math.floor(place);
  const low = rising[below] ?? Number.NaN;
  const high = rising[below + 1] ?? low;
  return low + (place - below) * (high - low);
}

/** Half of all are no larger; of an even number the mean of the two in the middle. NaN of none. */
export const median = (values: Iterable<number>): number => quantile(Float64Array.from(values).sort(), 0.5);
