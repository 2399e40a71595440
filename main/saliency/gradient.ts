import type { BackwardPass } from '../../shared/backward-pass.ts';
import type { SaliencyMask } from '../../shared/analysis.ts';
import { answerFor } from './answer-for.ts';
import { largestOfChannels, sumOfChannels } from './channels-to-pixels.ts';
import type { SaliencyQuestion } from './mask-method.ts';
import { normaliseMask, normaliseSigned } from './normalise-mask.ts';

type Question = Pick<SaliencyQuestion, 'input' | 'size' | 'trace'>;

/**
 * The saliency of Simonyan, Vedaldi & Zisserman 2013 (arXiv 1312.6034, section 3.1), of the steering instead of a class:
 *
 *     value of a pixel = max over channels of |∂ steering / ∂ channel of the pixel|
 *
 * in the unit of the steering by that of the network's input: how much a small change would move it, not what the pixel
 * adds to it.
 */
export function gradient(question: Question): Promise<SaliencyMask> {
  return magnitudes(question, { kind: 'gradient' });
}

/**
 * Guided backpropagation (Springenberg et al. 2014, arXiv 1412.6806, section 3.4): the gradient, but of what goes back
 * through a rectifier only the positive part goes on. Magnitudes as in `gradient`. The paper's networks have ReLU; through
 * the other rectifiers (ELU, leaky ReLU ...) it goes by their own slope.
 */
export function guidedBackprop(question: Question): Promise<SaliencyMask> {
  return magnitudes(question, { kind: 'guided-gradient' });
}

async function magnitudes({ input, size, trace }: Question, pass: BackwardPass): Promise<SaliencyMask> {
  const { values } = await answerFor(input, pass, trace);
  const map = largestOfChannels(values, size.channels);
  return normaliseMask(map, size, map.every(Number.isFinite));
}

/**
 * Gradient × input (Shrikumar et al. 2016, arXiv 1605.01713, section 2): Σ over channels of x · ∂ steering / ∂ x, in the unit
 * of the steering. x is the input as the network is given it, so that what is 0 there has no part in it.
 */
export async function gradientTimesInput({ input, size, trace }: Question): Promise<SaliencyMask> {
  const { values } = await answerFor(input, { kind: 'gradient' }, trace);
  // Float64Array.from would go through an iterator, ten times as slow.
  const products = new Float64Array(values);
  for (let at = 0; at < products.length; at++) products[at]! *= input[at]!;
  return normaliseSigned(sumOfChannels(products, size.channels), size);
}
