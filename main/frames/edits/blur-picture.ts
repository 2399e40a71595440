import type { RgbaImage } from '../../../shared/pixels.ts';

/** A Gaussian of `sigma` pixels, cut off at three times that; the picture's edge goes on beyond it. */
export function blurPicture(image: RgbaImage, sigma: number): RgbaImage {
  const kernel = gaussianKernel(sigma);
  if (kernel.length === 1) return image;
  const { width, height, data } = image;
  const across = blurAcross(data, width, height, kernel);
  return { width, height, data: new Uint8ClampedArray(blurDown(across, width, height, kernel)) };
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

/** Each row by itself. All four channels: the alpha is the same all over. */
function blurAcross(data: RgbaImage['data'], width: number, height: number, kernel: Float64Array): Float32Array {
  const blurred = new Float32Array(data.length);
  const reach = (kernel.length - 1) / 2;
  const rowLength = width * 4;
  /** The row, its ends drawn out. */
  const row = new Float64Array((width + 2 * reach) * 4);
  for (let start = 0; start < height * rowLength; start += rowLength) {
    for (let at = 0; at < row.length; at++) {
      const pixel = Math.max(0, Math.min(width - 1, (at >> 2) - reach));
      row[at] = data[start + pixel * 4 + (at & 3)]!;
    }
    for (let at = 0; at < rowLength; at++) {
      let sum = 0;
      for (let tap = 0, from = at; tap < kernel.length; tap++, from += 4) sum += kernel[tap]! * row[from]!;
      blurred[start + at] = sum;
    }
  }
  return blurred;
}

/** Whole rows at a time, since the memory is read along them. */
function blurDown(across: Float32Array, width: number, height: number, kernel: Float64Array): Float32Array {
  const blurred = new Float32Array(across.length);
  const reach = (kernel.length - 1) / 2;
  const rowLength = width * 4;
  const sums = new Float64Array(rowLength);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let tap = 0; tap < kernel.length; tap++) {
      const weight = kernel[tap]!;
      const start = Math.max(0, Math.min(height - 1, y + tap - reach)) * rowLength;
      for (let at = 0; at < rowLength; at++) sums[at] = sums[at]! + weight * across[start + at]!;
    }
    blurred.set(sums, y * rowLength);
  }
  return blurred;
}
