import type { WindowAxis } from '../../../shared/geometry.ts';
import { intAttribute } from '../onnx/onnx-attributes.ts';
import { int } from '../onnx/onnx-write.ts';
import { convolve, convolveBack, windowsOf, type Windows } from './adjoint-windows.ts';
import { cannotGoBack } from './cannot-go-back.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

/** Below every number of a map: what is padded never wins. */
const lowest = -(2 ** 127);

/** Elements of a window that are brought beside each other; there are as many filters. */
const mostElements = 1024;

/** Channels as pictures of their own: pooling knows no channels. */
const eachChannel = (
  { write }: BackwardStep,
  tensor: string,
  { outputSize: rows }: WindowAxis,
  columns: number,
): string => write.reshape(tensor, [-1, 1, rows, columns]);

/** Whether the element at `t` of window `at` lies inside the map. */
function isInside({ stride, dilation, padBefore, inputSize }: WindowAxis, at: number, t: number): boolean {
  const element = stride * at + dilation * t - padBefore;
  return element >= 0 && element < inputSize;
}

/**
 * To the largest element of each window, the first in reading order where several are: the elements of the windows are
 * brought beside each other as channels, by a convolution whose every filter has a single 1.
 */
const maximum: StepBack = (step) => {
  const { write, node } = step;
  const windows = { ...windowsOf(step), group: 1 };
  const { vertical, horizontal } = windows;
  const count = vertical.kernel * horizontal.kernel;
  if (count > mostElements) throw cannotGoBack(node, `takes the largest of ${count} numbers`, step.path);
  const pick = write.floats(
    [count, 1, vertical.kernel, horizontal.kernel],
    Float32Array.from({ length: count * count }, (_, at) => (Math.floor(at / count) === at % count ? 1 : 0)),
  );
  const map = write.reshape(step.input(0), [-1, 1, vertical.inputSize, horizontal.inputSize]);
  const elements = write.add(convolve(step, windows, map, pick), write.floats(...paddingLowered(windows)));
  const winner = write.node('ArgMax', [elements], [int('axis', 1), int('keepdims', 1)]);
  const numbers = write.reshape(write.ints(Array.from({ length: count }, (_, at) => at)), [1, count, 1, 1]);
  const isWinner = write.float(write.node('Equal', [winner, numbers]));
  const arriving = eachChannel(step, step.arriving[0]!, vertical, horizontal.outputSize);
  const back = convolveBack(step, windows, write.multiply(arriving, isWinner), pick);
  return [write.reshapeLike(back, node.proto.input[0]!)];
};

/** `[1, element of the window, row, column]`: `lowest` for what is padding, 0 for the rest. */
function paddingLowered({ vertical, horizontal }: Windows): [number[], Float32Array] {
  const [rows, columns] = [vertical.outputSize, horizontal.outputSize];
  const count = vertical.kernel * horizontal.kernel;
  const values = Float32Array.from({ length: count * rows * columns }, (_, at) => {
    const [element, row, column] = [Math.floor(at / (rows * columns)), Math.floor(at / columns) % rows, at % columns];
    const isPicture =
      isInside(vertical, row, Math.floor(element / horizontal.kernel)) &&
      isInside(horizontal, column, element % horizontal.kernel);
    return isPicture ? 0 : lowest;
  });
  return [[1, count, rows, columns], values];
}

const average: StepBack = (step) => {
  const { write, node } = step;
  const windows = { ...windowsOf(step), group: 1 };
  const { vertical, horizontal } = windows;
  const countsPadding = intAttribute(node.proto, 'count_include_pad', 0) !== 0;
  if (countsPadding && intAttribute(node.proto, 'ceil_mode', 0) !== 0)
    throw cannotGoBack(node, 'counts padding beyond the edge, which runtimes disagree about', step.path);
  const counts = [vertical, horizontal].map((axis) => countsOf(axis, countsPadding)) as [number[], number[]];
  const shares = counts[0].flatMap((rows) => counts[1].map((columns) => 1 / (rows * columns)));
  const ones = write.floats(
    [1, 1, vertical.kernel, horizontal.kernel],
    new Float32Array(vertical.kernel * horizontal.kernel).fill(1),
  );
  const arriving = eachChannel(step, step.arriving[0]!, vertical, horizontal.outputSize);
  const shared = write.multiply(
    arriving,
    write.floats([1, 1, vertical.outputSize, horizontal.outputSize], Float32Array.from(shares)),
  );
  return [write.reshapeLike(convolveBack(step, windows, shared, ones), node.proto.input[0]!)];
};

/** How many elements the mean of each window is of, along one axis. */
function countsOf(axis: WindowAxis, countsPadding: boolean): number[] {
  return Array.from({ length: axis.outputSize }, (_, at) =>
    countsPadding
      ? axis.kernel
      : Array.from({ length: axis.kernel }, (__, t) => t).filter((t) => isInside(axis, at, t)).length,
  );
}

export const poolingAdjoints: Readonly<Record<string, StepBack>> = { MaxPool: maximum, AveragePool: average };
