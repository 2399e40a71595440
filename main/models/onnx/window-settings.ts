import type { AttributeProto } from 'onnx-buf';
import { ints } from './onnx-write.ts';

/** One axis of a sliding window, in elements. */
export interface WindowLengths {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Elements added to a map before its first and after its last. */
export interface Pads {
  readonly before: number;
  readonly after: number;
}

/** From the first to the last element that a window sees. */
export function reachOf({ kernel, dilation }: WindowLengths): number {
  return dilation * (kernel - 1) + 1;
}

/** What a map of `size` elements lacks for so many windows; the odd element comes after, as TensorFlow has it. */
export function padsToFit(size: number, windows: number, axis: WindowLengths): Pads {
  const total = Math.max((windows - 1) * axis.stride + reachOf(axis) - size, 0);
  return { before: Math.floor(total / 2), after: Math.ceil(total / 2) };
}

/** TensorFlow's padding SAME (tf.nn, "Notes on padding"): a window for each stride begun. */
export function samePads(size: number, axis: WindowLengths): Pads {
  return padsToFit(size, Math.ceil(size / axis.stride), axis);
}

/**
 * Of a transposed convolution from `size` to `outputSize` elements: what is cut off again, which is the padding of the
 * convolution that it is the transpose of, and how many elements follow that no window reaches. Null where it cannot
 * give that size.
 */
export function transposedPads(
  size: number,
  outputSize: number,
  axis: WindowLengths,
  isSame: boolean,
): (Pads & { readonly unreached: number }) | null {
  const { before, after } = isSame ? padsToFit(outputSize, size, axis) : { before: 0, after: 0 };
  const unreached = outputSize - ((size - 1) * axis.stride + reachOf(axis) - before - after);
  return unreached < 0 || unreached >= axis.stride ? null : { before, after, unreached };
}

/** The settings of a Conv, a pooling or a ConvTranspose. */
export function windowSettings(
  vertical: WindowLengths & Pads,
  horizontal: WindowLengths & Pads,
): readonly AttributeProto[] {
  const axes = [vertical, horizontal];
  const pair = (name: string, read: (axis: WindowLengths & Pads) => number) => ints(name, axes.map(read));
  const settings = [
    pair('kernel_shape', ({ kernel }) => kernel),
    pair('strides', ({ stride }) => stride),
    ints('pads', [...axes.map(({ before }) => before), ...axes.map(({ after }) => after)]),
  ];
  // AveragePool learnt dilations only in opset 19.
  return axes.every(({ dilation }) => dilation === 1)
    ? settings
    : [...settings, pair('dilations', ({ dilation }) => dilation)];
}
