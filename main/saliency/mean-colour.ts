/** Mean of each channel of a picture, `[row, column, channel]`. */
export function meanColour(input: Float32Array, channels: number): Float64Array {
  const sums = new Float64Array(channels);
  for (let at = 0; at < input.length; at++) sums[at % channels]! += input[at]!;
  return sums.map((sum) => (sum * channels) / input.length);
}
