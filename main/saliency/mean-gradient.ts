import { answerFor } from './answer-for.ts';
import type { SaliencyQuestion } from './mask-method.ts';

/**
 * The mean of the gradients of `count` pictures, `[row, column, channel]`; one after another `fill` writes them, each the
 * size of the input. One at a time: on a CPU several at once take longer, since what each layer holds then leaves the
 * caches; and the work can be cancelled after each.
 */
export async function meanGradient(
  { input, trace }: Pick<SaliencyQuestion, 'input' | 'trace'>,
  count: number,
  fill: (picture: Float32Array, index: number) => void,
): Promise<Float64Array> {
  const picture = new Float32Array(input.length);
  const sums = new Float64Array(input.length);
  for (let index = 0; index < count; index++) {
    fill(picture, index);
    const { values: slopes } = await answerFor(picture, { kind: 'gradient' }, trace);
    for (let at = 0; at < sums.length; at++) sums[at]! += slopes[at]!;
  }
  return sums.map((sum) => sum / count);
}
