import type { SaliencyMask } from '../../shared/analysis.ts';
import { gaussianNumbers } from '../../shared/gaussian-numbers.ts';
import { randomNumbers } from '../../shared/random-numbers.ts';
import { largestOfChannels } from './channels-to-pixels.ts';
import type { SaliencyQuestion } from './mask-method.ts';
import { meanGradient } from './mean-gradient.ts';
import { normaliseMask } from './normalise-mask.ts';

/** As the public ports have them; the paper finds 10 % to 20 % of noise and 50 pictures to do. */
const samples = 50;
const noise = 0.2;

/**
 * SmoothGrad (Smilkov et al. 2017, arXiv 1706.03825, section 3): the mean gradient of the picture with Gaussian noise on it,
 * σ = 0.2 of the picture's range of values; of its channels the largest magnitude, as in `gradient`. The noise is the same
 * every time.
 */
export async function smoothGrad(
  { input, size, trace }: Pick<SaliencyQuestion, 'input' | 'size' | 'trace'>,
  count = samples,
): Promise<SaliencyMask> {
  const deviation = noise * rangeOf(input);
  const gaussian = gaussianNumbers(randomNumbers(1, 0));
  const mean = await meanGradient({ input, trace }, count, (picture) => {
    for (let at = 0; at < picture.length; at++) picture[at] = input[at]! + deviation * gaussian();
  });
  const map = largestOfChannels(mean, size.channels);
  return normaliseMask(map, size, map.every(Number.isFinite));
}

function rangeOf(values: Float32Array): number {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return max - min;
}
