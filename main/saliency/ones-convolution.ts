import type { WindowAxis } from '../../shared/geometry.ts';
import type { Upscale } from './upscale.ts';

/**
 * The way back through a transposed convolution: its adjoint with all weights 1, which is a convolution. Along each
 * axis, for a window of kernel k, stride s, dilation d and padding p that made m elements out of n,
 *
 *     U[j] = Σ M[s·j + d·t − p]   over t in 0..k-1 for which that is in 0..m-1,   for j in 0..n-1,
 *
 * and in two dimensions along both.
 */
export function planOnesConvolution(vertical: WindowAxis, horizontal: WindowAxis): Upscale {
  const { inputSize: height } = vertical;
  const { inputSize: width, outputSize: sourceWidth } = horizontal;
  const [rows, columns] = [coveredBy(vertical), coveredBy(horizontal)];
  const sum = new Float64Array(sourceWidth);
  return {
    height,
    width,
    run(source, target) {
      for (let y = 0; y < height; y++) {
        sum.fill(0);
        for (let row = rows.first[y]!; row <= rows.last[y]!; row += vertical.dilation)
          for (let x = 0, at = row * sourceWidth; x < sourceWidth; x++, at++) sum[x]! += source[at]!;
        for (let x = 0; x < width; x++) {
          let total = 0;
          for (let at = columns.first[x]!; at <= columns.last[x]!; at += horizontal.dilation) total += sum[at]!;
          target[y * width + x] = total;
        }
      }
    },
  };
}

/** For each input element the first and the last of the output elements that it reached, which are `dilation` apart. */
function coveredBy({ kernel, stride, dilation, padBefore, inputSize, outputSize }: WindowAxis) {
  const first = new Int32Array(inputSize);
  const last = new Int32Array(inputSize);
  for (let index = 0; index < inputSize; index++) {
    const start = stride * index - padBefore;
    const skipped = Math.max(0, Math.ceil(-start / dilation));
    first[index] = start + skipped * dilation;
    last[index] = Math.min(start + (kernel - 1) * dilation, outputSize - 1);
  }
  return { first, last };
}
