import { gaussianNumbers } from '../../../shared/gaussian-numbers.ts';
import type { RgbaImage } from '../../../shared/pixels.ts';

/** Gaussian noise of `sigma` levels, in each channel its own. @param random numbers in [0, 1). */
export function addNoise({ width, height, data }: RgbaImage, sigma: number, random: () => number): RgbaImage {
  const noisy = new Uint8ClampedArray(data);
  const gaussian = gaussianNumbers(random);
  for (let at = 0; at < noisy.length; at += 4)
    for (let channel = at; channel < at + 3; channel++) noisy[channel] = noisy[channel]! + sigma * gaussian();
  return { width, height, data: noisy };
}
