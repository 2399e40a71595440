import type { SaliencyQuestion } from './mask-method.ts';

/** A backward pass keeps every map of every picture: a few at once, or a large network fills the memory. */
const mostNumbersAtOnce = 2 ** 18;
const mostPicturesAtOnce = 8;

/**
 * The mean of the gradients of `count` pictures, `[row, column, channel]`; one after another `fill` writes them, each the
 * size of the input. The work can be cancelled between a few pictures.
 */
export async function meanGradient(
  { input, trace }: Pick<SaliencyQuestion, 'input' | 'trace'>,
  count: number,
  fill: (picture: Float32Array, index: number) => void,
): Promise<Float64Array> {
  const { length } = input;
  const atOnce = Math.max(1, Math.min(mostPicturesAtOnce, Math.floor(mostNumbersAtOnce / length)));
  const pictures = new Float32Array(atOnce * length);
  const sums = new Float64Array(length);
  for (let first = 0; first < count; first += atOnce) {
    const size = Math.min(atOnce, count - first);
    for (let at = 0; at < size; at++) fill(pictures.subarray(at * length, (at + 1) * length), first + at);
    for (const { values } of await trace({ kind: 'gradient' }, pictures.subarray(0, size * length), size))
      for (let at = 0; at < length; at++) sums[at]! += values[at]!;
  }
  return sums.map((sum) => sum / count);
}
