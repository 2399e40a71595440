import type { WindowAxis } from '../../../shared/geometry.ts';
import type { GraphNode } from './onnx-graph.ts';
import { intAttribute, intsAttribute, textAttribute } from './onnx-attributes.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { reachOf, samePads, type WindowLengths } from './window-settings.ts';

/** The two axes of a sliding window, and its padding in words. */
export interface OnnxWindow {
  readonly vertical: WindowAxis;
  readonly horizontal: WindowAxis;
  /** `valid`, `same`, or `top,left,bottom,right`. */
  readonly padding: string;
}

/**
 * Geometry of a Conv or pooling node over a map of `height` x `width`, by the ONNX operator definitions.
 * `weightKernel` is the weight's own kernel size, for a Conv that does not repeat it.
 * @throws SteerscopeError `unsupported-network` when the window does not fit the map.
 */
export function onnxWindow(
  node: GraphNode,
  height: number,
  width: number,
  weightKernel: readonly number[] | null,
  path: string,
): OnnxWindow {
  const { proto } = node;
  const kernel = intsAttribute(proto, 'kernel_shape') ?? weightKernel ?? [];
  const strides = intsAttribute(proto, 'strides') ?? [1, 1];
  const dilations = intsAttribute(proto, 'dilations') ?? [1, 1];
  const pads = intsAttribute(proto, 'pads') ?? [0, 0, 0, 0];
  const autoPad = textAttribute(proto, 'auto_pad', 'NOTSET');
  const ceil = intAttribute(proto, 'ceil_mode', 0) !== 0;
  const axis = (index: 0 | 1, inputSize: number): PaddedAxis => {
    const [k, s, d] = [kernel[index] ?? 0, strides[index] ?? 0, dilations[index] ?? 0];
    const [before, after] = autoPad === 'VALID' ? [0, 0] : [pads[index] ?? 0, pads[index + 2] ?? 0];
    const lengths = { kernel: k, stride: s, dilation: d };
    const fitted =
      autoPad === 'SAME_UPPER' || autoPad === 'SAME_LOWER'
        ? same(inputSize, lengths, autoPad === 'SAME_LOWER')
        : explicit(inputSize, lengths, before, after, ceil);
    if (k < 1 || s < 1 || d < 1 || before < 0 || after < 0 || fitted.outputSize < 1)
      throw doesNotFit(node, kernel, height, width, path);
    const { outputSize, padBefore, padAfter } = fitted;
    return { window: { ...lengths, padBefore, inputSize, outputSize }, padAfter };
  };
  const [vertical, horizontal] = [axis(0, height), axis(1, width)];
  return { vertical: vertical.window, horizontal: horizontal.window, padding: words(autoPad, vertical, horizontal) };
}

/**
 * Geometry of a ConvTranspose node, whose window slides over its output: of a map of `height` x `width` it makes one of
 * stride * (n - 1) + output_padding + dilation * (k - 1) + 1 - pads along each axis, unless `output_shape` says otherwise.
 * @throws SteerscopeError `unsupported-network` when the window does not fit.
 */
export function onnxTransposedWindow(
  node: GraphNode,
  height: number,
  width: number,
  weightKernel: readonly number[],
  path: string,
): Omit<OnnxWindow, 'padding'> {
  const { proto } = node;
  const kernel = intsAttribute(proto, 'kernel_shape') ?? weightKernel;
  const strides = intsAttribute(proto, 'strides') ?? [1, 1];
  const dilations = intsAttribute(proto, 'dilations') ?? [1, 1];
  const pads = intsAttribute(proto, 'pads') ?? [0, 0, 0, 0];
  const added = intsAttribute(proto, 'output_padding') ?? [0, 0];
  const wanted = intsAttribute(proto, 'output_shape')?.slice(-2);
  const autoPad = textAttribute(proto, 'auto_pad', 'NOTSET');
  const isSame = autoPad === 'SAME_UPPER' || autoPad === 'SAME_LOWER';
  const axis = (index: 0 | 1, inputSize: number): WindowAxis => {
    const [k, s, d] = [kernel[index] ?? 0, strides[index] ?? 0, dilations[index] ?? 0];
    const whole = s * (inputSize - 1) + (added[index] ?? 0) + d * (k - 1) + 1;
    const [before, after] = autoPad === 'VALID' ? [0, 0] : [pads[index] ?? 0, pads[index + 2] ?? 0];
    const outputSize = wanted?.[index] ?? (isSame ? inputSize * s : whole - before - after);
    const total = Math.max(whole - outputSize, 0);
    const fromTotal = autoPad === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2);
    const padBefore = wanted || isSame ? fromTotal : before;
    if (k < 1 || s < 1 || d < 1 || before < 0 || after < 0 || outputSize < 1)
      throw doesNotFit(node, kernel, height, width, path);
    return { kernel: k, stride: s, dilation: d, padBefore, inputSize, outputSize };
  };
  return { vertical: axis(0, height), horizontal: axis(1, width) };
}

interface PaddedAxis {
  readonly window: WindowAxis;
  readonly padAfter: number;
}

function doesNotFit(node: GraphNode, kernel: readonly number[], height: number, width: number, path: string) {
  return new SteerscopeError(
    'unsupported-network',
    `Node ${node.name} slides a window of ${kernel.join('x')} over a map of ${height}x${width}, where it does not fit: ${path}`,
    'Check the size of the input that the network was exported with.',
  );
}

function same(inputSize: number, axis: WindowLengths, isLower: boolean) {
  const { before, after } = samePads(inputSize, axis);
  const outputSize = Math.ceil(inputSize / axis.stride);
  return { outputSize, padBefore: isLower ? after : before, padAfter: isLower ? before : after };
}

function explicit(inputSize: number, axis: WindowLengths, before: number, after: number, ceil: boolean) {
  const { stride } = axis;
  const steps = (inputSize + before + after - reachOf(axis)) / stride;
  const rounded = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
  // Rounding up may add a window that starts in the padding after the last element: it is left out.
  const startsOutside = ceil && (rounded - 1) * stride >= inputSize + before;
  return { outputSize: startsOutside ? rounded - 1 : rounded, padBefore: before, padAfter: after };
}

function words(autoPad: string, vertical: PaddedAxis, horizontal: PaddedAxis): string {
  if (autoPad === 'SAME_UPPER') return 'same';
  const pads = [vertical.window.padBefore, horizontal.window.padBefore, vertical.padAfter, horizontal.padAfter];
  return pads.every((pad) => pad === 0) ? 'valid' : pads.join(',');
}
