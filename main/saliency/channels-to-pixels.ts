/** The sum over channels of each pixel. @param values `[row, column, channel]` */
export function sumOfChannels(values: ArrayLike<number>, channels: number): Float64Array {
  const sums = new Float64Array(values.length / channels);
  for (let pixel = 0, at = 0; pixel < sums.length; pixel++) {
    let sum = 0;
    for (const end = at + channels; at < end; at++) sum += values[at]!;
    sums[pixel] = sum;
  }
  return sums;
}

/** The largest magnitude among the channels of each pixel; NaN where one is. @param values `[row, column, channel]` */
export function largestOfChannels(values: ArrayLike<number>, channels: number): Float64Array {
  const largest = new Float64Array(values.length / channels);
  for (let pixel = 0, at = 0; pixel < largest.length; pixel++) {
    let most = 0;
    for (const end = at + channels; at < end; at++) most = Math.max(most, Math.abs(values[at]!));
    largest[pixel] = most;
  }
  return largest;
}
