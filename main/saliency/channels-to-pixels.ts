/** The sum over channels of each pixel. @param values `[row, column, channel]` */
export function sumOfChannels(values: ArrayLike<number>, channels: number): Float64Array {
  const sums = new Float64Array(values.length / channels);
  for (let at = 0; at < values.length; at++) sums[Math.floor(at / channels)]! += values[at]!;
  return sums;
}

/** The largest magnitude among the channels of each pixel; NaN where one is. @param values `[row, column, channel]` */
export function largestOfChannels(values: ArrayLike<number>, channels: number): Float64Array {
  const largest = new Float64Array(values.length / channels);
  for (let at = 0; at < values.length; at++) {
    const pixel = Math.floor(at / channels);
    largest[pixel] = Math.max(largest[pixel]!, Math.abs(values[at]!));
  }
  return largest;
}
