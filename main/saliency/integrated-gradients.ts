import type { SaliencyMask } from '../../shared/analysis.ts';
import { sumOfChannels } from './channels-to-pixels.ts';
import type { SaliencyQuestion } from './mask-method.ts';
import { meanGradient } from './mean-gradient.ts';
import { normaliseSigned } from './normalise-mask.ts';

/** The paper finds 20 to 300 enough for the sum to come within 5 %. */
const usualSteps = 50;

/**
 * Integrated gradients (Sundararajan et al. 2017, arXiv 1703.01365, equations 1 and 3): on the straight way from a black
 * picture b to the picture x, the gradients at the middles of equal steps:
 *
 *     value of a pixel = Σ over channels of (x − b) · mean over steps of ∂ steering / ∂ x
 *
 * in the unit of the steering. Over all pixels the values add up to the steering of the picture less that of the black one.
 */
export async function integratedGradients(
  { input, black, size, trace }: Pick<SaliencyQuestion, 'input' | 'black' | 'size' | 'trace'>,
  steps = usualSteps,
): Promise<SaliencyMask> {
  const from = black();
  const mean = await meanGradient({ input, trace }, steps, (picture, step) => {
    const share = (step + 0.5) / steps;
    for (let at = 0; at < picture.length; at++) picture[at] = from[at]! + share * (input[at]! - from[at]!);
  });
  const parts = mean.map((slope, at) => slope * (input[at]! - from[at]!));
  return normaliseSigned(sumOfChannels(parts, size.channels), size);
}
