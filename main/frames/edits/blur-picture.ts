import type { RgbaImage } from '../../../shared/pixels.ts';

/** A Gaussian of `sigma` pixels, cut off at three times that; the picture's edge goes on beyond it. */
export function blurPicture(image: RgbaImage, sigma: number): RgbaImage {
  const kernel = gaussianKernel(sigma);
  if (kernel.length === 1) return image;
  const { width, height } = image;
  const across = blurLines(
    Float32Array.from(image.data),
    { count: height, lineStride: width * 4, step: 4, length: width },
    kernel,
  );
  const both = blurLines(across, { count: width, lineStride: 4, step: width * 4, length: height }, kernel);
  return { width, height, data: Uint8ClampedArray.from(both) };
}

/** Sums to 1. */
function gaussianKernel(sigma: number): Float64Array {
  const reach = Math.ceil(3 * sigma);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, at) =>
    reach === 0 ? 1 : Math.exp(-0.5 * ((at - reach) / sigma) ** 2),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}

/** The rows or the columns of a picture of four channels. */
interface Lines {
  readonly count: number;
  readonly lineStride: number;
  /** From a pixel of a line to the next. */
  readonly step: number;
  readonly length: number;
}

function blurLines(from: Float32Array, { count, lineStride, step, length }: Lines, kernel: Float64Array): Float32Array {
  const to = new Float32Array(from.length);
  const reach = (kernel.length - 1) / 2;
  /** A line of one channel, its ends drawn out. */
  const line = new Float64Array(length + 2 * reach);
  for (let index = 0; index < count; index++)
    for (let channel = 0; channel < 4; channel++) {
      const start = index * lineStride + channel;
      for (let at = 0; at < line.length; at++)
        line[at] = from[start + Math.max(0, Math.min(length - 1, at - reach)) * step]!;
      for (let at = 0; at < length; at++) {
        let sum = 0;
        for (let tap = 0; tap < kernel.length; tap++) sum += kernel[tap]! * line[at + tap]!;
        to[start + at * step] = sum;
      }
    }
  return to;
}
