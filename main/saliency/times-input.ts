import type { SaliencyMask } from '../../shared/analysis.ts';
import type { SaliencyQuestion } from './mask-method.ts';
import { normaliseSigned } from './normalise-mask.ts';

/**
 * VisualBackProp times the picture, which Theorem 1 of the paper has as its factor gamma(X) and its algorithm leaves out:
 * each pixel of the mask, before it is stretched, times the mean of the pixel's channels as the network is given them. What
 * the network is given below 0 makes the mask negative.
 */
export function timesInput({
  input,
  size,
  backProp,
}: Pick<SaliencyQuestion, 'input' | 'size' | 'backProp'>): SaliencyMask | null {
  if (!backProp) return null;
  const { values, min, max } = backProp.mask;
  // True values where float64 holds them, else those of the stretched mask.
  const [least, range] = max > 0 && Number.isFinite(max) ? [min, max - min] : [0, 1];
  const products = Float64Array.from(values, (value, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < size.channels; channel++) sum += input[pixel * size.channels + channel]!;
    return ((least + value * range) * sum) / size.channels;
  });
  return normaliseSigned(backProp.mask.flat ? products.fill(0) : products, size);
}
