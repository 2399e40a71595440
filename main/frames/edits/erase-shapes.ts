import type { RgbaImage } from '../../../shared/pixels.ts';
import type { EraseEdit } from '../../../shared/what-if.ts';
import { erasedPixels } from './erased-pixels.ts';
import { inpaint } from './inpaint.ts';

/** @param random numbers in [0, 1). */
export function eraseShapes(image: RgbaImage, { shapes, fill }: EraseEdit, random: () => number): RgbaImage {
  const { width, height, data } = image;
  const erased = erasedPixels(shapes, width, height);
  if (fill === 'inpaint') return inpaint(image, erased);
  const [red, green, blue] = meanColour(data, erased);
  const filled = new Uint8ClampedArray(data);
  for (let pixel = 0; pixel < erased.length; pixel++) {
    if (!erased[pixel]) continue;
    filled[pixel * 4] = fill === 'mean' ? red : 256 * random() - 0.5;
    filled[pixel * 4 + 1] = fill === 'mean' ? green : 256 * random() - 0.5;
    filled[pixel * 4 + 2] = fill === 'mean' ? blue : 256 * random() - 0.5;
  }
  return { width, height, data: filled };
}

/** Of the pixels that stay; grey where none does. */
function meanColour(data: RgbaImage['data'], erased: Uint8Array): readonly [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let pixel = 0; pixel < erased.length; pixel++) {
    if (erased[pixel]) continue;
    count += 1;
    sums[0] += data[pixel * 4]!;
    sums[1] += data[pixel * 4 + 1]!;
    sums[2] += data[pixel * 4 + 2]!;
  }
  return count === 0 ? [127.5, 127.5, 127.5] : [sums[0] / count, sums[1] / count, sums[2] / count];
}
