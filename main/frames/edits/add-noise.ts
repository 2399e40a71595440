import type { RgbaImage } from '../../../shared/pixels.ts';

/** Gaussian noise of `sigma` levels, in each channel its own. @param random numbers in [0, 1). */
export function addNoise({ width, height, data }: RgbaImage, sigma: number, random: () => number): RgbaImage {
  const noisy = new Uint8ClampedArray(data);
  // Box and Muller's two at a time.
  let spare: number | null = null;
  const gaussian = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  for (let at = 0; at < noisy.length; at += 4)
    for (let channel = at; channel < at + 3; channel++) noisy[channel] = noisy[channel]! + sigma * gaussian();
  return { width, height, data: noisy };
}
