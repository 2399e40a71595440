import type { WindowAxis } from '../../../shared/geometry.ts';
import { intAttribute } from '../onnx/onnx-attributes.ts';
import { int, ints } from '../onnx/onnx-write.ts';
import { onnxTransposedWindow, onnxWindow } from '../onnx/onnx-window.ts';
import { reachOf } from '../onnx/window-settings.ts';
import { cannotGoBack } from './cannot-go-back.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

/** Where a Conv, ConvTranspose or pooling slides, with paddings worked out. */
export interface Windows {
  readonly vertical: WindowAxis;
  readonly horizontal: WindowAxis;
  readonly group: number;
}

/** @throws SteerscopeError `unsupported-layer` unless it slides over the rows and columns of pictures of a known size. */
export function windowsOf(step: BackwardStep): Windows {
  const { node, path } = step;
  const [, , height, width, ...more] = step.inputShape(0);
  if (typeof height !== 'number' || typeof width !== 'number' || more.length > 0)
    throw cannotGoBack(node, 'slides a window over something else than rows and columns of a known size', path);
  const { opType } = node.proto;
  const kernel = opType.includes('Conv') ? kernelOf(step) : null;
  const axes =
    opType === 'ConvTranspose'
      ? onnxTransposedWindow(node, height, width, kernel ?? [], path)
      : onnxWindow(node, height, width, kernel, path);
  return { ...axes, group: intAttribute(node.proto, 'group', 1) };
}

const kernelOf = (step: BackwardStep): readonly number[] =>
  step
    .inputShape(1)
    .slice(2)
    .map((length) => length ?? 0);

/** The Conv of `windows` of another input, or with other weights `[output channel, input channel of a group, row, column]`. */
export function convolve({ write }: BackwardStep, windows: Windows, input: string, weight: string): string {
  return write.node('Conv', [input, weight], [...settingsOf(windows), padsOf(windows)]);
}

/**
 * The adjoint of `convolve`: from the size of the output back to the size of the input. Input elements that no window
 * reaches get 0.
 */
export function convolveBack({ write }: BackwardStep, windows: Windows, arriving: string, weight: string): string {
  const back = write.node('ConvTranspose', [arriving, weight], [...settingsOf(windows), padsOf(windows)]);
  const unreached = [windows.vertical, windows.horizontal].map((axis) => Math.max(-padAfter(axis), 0));
  return write.pad(back, [0, 0, 0, 0], [0, 0, ...unreached]);
}

/** How far the last window reaches beyond the input; below 0 it ends before. */
function padAfter(axis: WindowAxis): number {
  return (axis.outputSize - 1) * axis.stride + reachOf(axis) - axis.padBefore - axis.inputSize;
}

function settingsOf({ vertical, horizontal, group }: Windows) {
  const pair = (name: string, read: (axis: WindowAxis) => number) => ints(name, [read(vertical), read(horizontal)]);
  return [
    pair('kernel_shape', ({ kernel }) => kernel),
    pair('strides', ({ stride }) => stride),
    pair('dilations', ({ dilation }) => dilation),
    int('group', group),
  ];
}

const padsOf = ({ vertical, horizontal }: Windows) =>
  ints('pads', [
    ...[vertical.padBefore, horizontal.padBefore],
    ...[vertical, horizontal].map((axis) => Math.max(padAfter(axis), 0)),
  ]);

const convolution: StepBack = (step) => {
  if (step.leads(1)) throw cannotGoBack(step.node, 'has weights that depend on the picture', step.path);
  return [convolveBack(step, windowsOf(step), step.arriving[0]!, step.input(1))];
};

/** A ConvTranspose is the adjoint of a convolution with the same weights, so that its own adjoint is that convolution. */
const transposedConvolution: StepBack = (step) => {
  if (step.leads(1)) throw cannotGoBack(step.node, 'has weights that depend on the picture', step.path);
  return [convolve(step, turnedWindows(windowsOf(step)), step.arriving[0]!, step.input(1))];
};

/** The windows of the convolution that a ConvTranspose is the adjoint of. */
export function turnedWindows({ vertical, horizontal, group }: Windows): Windows {
  const turned = (axis: WindowAxis): WindowAxis => ({
    ...axis,
    inputSize: axis.outputSize,
    outputSize: axis.inputSize,
  });
  return { vertical: turned(vertical), horizontal: turned(horizontal), group };
}

export const windowAdjoints: Readonly<Record<string, StepBack>> = {
  Conv: convolution,
  ConvTranspose: transposedConvolution,
};
