import type { SaliencyMask } from '../../../shared/analysis.ts';
import { answerFor } from '../answer-for.ts';
import type { SaliencyQuestion } from '../mask-method.ts';
import { normaliseMask } from '../normalise-mask.ts';

/**
 * What Donkeycar's `makemovie --salient` draws since version 4.3.6. With g[o, p, c] the derivative of output o, or of the
 * number that is its largest for this picture where it has several, by channel c of pixel p:
 *
 *     value of a pixel = Σ over c of √( Σ over o of g[o, p, c]² ),
 *
 * then min-max; its epsilon of 1e-7 is left out.
 */
export async function donkeycarGradient({
  input,
  size,
  outputs,
  trace,
}: Pick<SaliencyQuestion, 'input' | 'size' | 'outputs' | 'trace'>): Promise<SaliencyMask> {
  const squares = new Float64Array(input.length);
  for (const [output, numbers] of outputs.entries()) {
    const weights = new Float32Array(numbers.length);
    weights[placeOfLargest(numbers)] = 1;
    const { values } = await answerFor(input, { kind: 'gradient' }, trace, { output, weights });
    values.forEach((value, at) => (squares[at]! += value * value));
  }
  const sums = new Float64Array(size.height * size.width);
  squares.forEach((square, at) => (sums[Math.floor(at / size.channels)]! += Math.sqrt(square)));
  return normaliseMask(sums, size, sums.every(Number.isFinite));
}

const placeOfLargest = (numbers: Float32Array): number => numbers.indexOf(Math.max(...numbers));
