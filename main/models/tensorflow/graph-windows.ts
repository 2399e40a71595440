import { permuted } from '../onnx/axis-order.ts';
import { float, int, ints } from '../onnx/onnx-write.ts';
import { transposedPads, windowSettings, type WindowLengths } from '../onnx/window-settings.ts';
import { finishFused } from './graph-activations.ts';
import type { NodeToWrite, NodeWriter } from './graph-node.ts';
import { axesOf, resized, windowAxes, windowOf } from './graph-window-geometry.ts';
import { flagSetting, floatSetting, intsSetting, textSetting, textsSetting } from './tensorflow-attributes.ts';
import type { GraphConstant, OpenShape } from './tensorflow-graph.ts';

/** Convolutions, pooling, and what else ONNX wants with channels first. */
export const windowWriters: Readonly<Record<string, NodeWriter>> = {
  Conv2D: (one) => convolution(one),
  _FusedConv2D: (one) => convolution(one),
  Conv2DBackpropInput: (one) => transposedConvolution(one),
  DepthwiseConv2dNative: (one) => depthwise(one),
  FusedDepthwiseConv2dNative: (one) => depthwise(one),
  _FusedDepthwiseConv2dNative: (one) => depthwise(one),
  MaxPool: (one) => pooling(one, 'MaxPool'),
  // Like TensorFlow, ONNX leaves padding out of the average unless told otherwise.
  AvgPool: (one) => pooling(one, 'AveragePool'),
  FusedBatchNorm: (one) => batchNormalization(one),
  FusedBatchNormV2: (one) => batchNormalization(one),
  FusedBatchNormV3: (one) => batchNormalization(one),
};

function convolution(one: NodeToWrite) {
  const kernel = one.weights(1);
  const [height = 0, width = 0, inputChannels = 0, filters = 0] = kernelShape(kernel, one);
  const [channels] = [one.shapeOf(0, 4)[axesOf(one).channel]];
  const groups = (channels ?? inputChannels) / inputChannels;
  if (!Number.isInteger(groups) || groups < 1) one.refuse(`has a kernel for ${inputChannels} of ${channels} channels`);
  const weight = one.floats(
    'kernel',
    [filters, inputChannels, height, width],
    permuted(kernel.values, kernel.shape, [3, 2, 0, 1]),
  );
  return slide(one, weight, [height, width], filters, groups);
}

/** The gradient of a convolution, by which TensorFlow computes transposed ones; kernel `[row, column, channel made, channel taken]`. */
function transposedConvolution(one: NodeToWrite): { shape: OpenShape } {
  const kernel = one.weights(1);
  const [height = 0, width = 0, filters = 0, inputChannels = 0] = kernelShape(kernel, one);
  const axes = axesOf(one);
  const input = one.shapeOf(2, 4);
  const output = one.input(0).integers ?? one.refuse('gives a shape that is computed');
  const padding = textSetting(one.node.attributes, 'padding', 'VALID');
  if (
    output.length !== 4 ||
    output[axes.channel] !== filters ||
    (input[axes.channel] ?? inputChannels) !== inputChannels
  )
    one.refuse(`has a kernel ${kernel.shape.join('x')} that does not fit its maps`);
  if (padding !== 'SAME' && padding !== 'VALID') one.refuse(`pads in the way ${padding}`);
  const [vertical, horizontal] = windowAxes(one, [height, width]).map((lengths, index) => {
    const [from, to] = [input, output].map(
      (shape) => shape[axes.row + index] ?? one.refuse('leaves the size of a map open'),
    );
    const pads = transposedPads(from!, to!, lengths, padding === 'SAME');
    return pads === null ? one.refuse(`makes ${to} of ${from} elements`) : { ...lengths, ...pads };
  }) as [Transposed, Transposed];
  const weight = one.floats(
    'kernel',
    [inputChannels, filters, height, width],
    permuted(kernel.values, kernel.shape, [3, 2, 0, 1]),
  );
  const settings = [
    ...windowSettings(vertical, horizontal),
    ints('output_padding', [vertical.unreached, horizontal.unreached]),
  ];
  if (axes.channel === 3)
    one.finishChannelsLast(one.main('ConvTranspose', [one.channelsFirst(one.tensor(2)), weight], settings));
  else one.finish('ConvTranspose', [one.tensor(2), weight], settings);
  return { shape: [input[0] ?? null, ...output.slice(1)] };
}

type Transposed = WindowLengths & NonNullable<ReturnType<typeof transposedPads>>;

/** `[row, column, channel, multiplier]` becomes one group a channel. */
function depthwise(one: NodeToWrite) {
  const kernel = one.weights(1);
  const [height = 0, width = 0, channels = 0, multiplier = 0] = kernelShape(kernel, one);
  const weight = one.floats(
    'kernel',
    [channels * multiplier, 1, height, width],
    permuted(kernel.values, kernel.shape, [2, 3, 0, 1]),
  );
  return slide(one, weight, [height, width], channels * multiplier, channels);
}

function kernelShape({ shape }: GraphConstant, one: NodeToWrite): readonly number[] {
  return shape.length === 4 && shape.every((length) => length > 0)
    ? shape
    : one.refuse(`has a kernel ${shape.join('x')}`);
}

function slide(
  one: NodeToWrite,
  weight: string,
  kernel: readonly [number, number],
  channels: number,
  groups: number,
): { shape: OpenShape } {
  const [first, ...others] = textsSetting(one.node.attributes, 'fused_ops');
  if (first !== undefined && first !== 'BiasAdd') one.refuse(`has ${first} fused into it`);
  if (others.length > 1) one.refuse(`has ${others.join(', ')} fused into it`);
  const window = windowOf(one, kernel);
  const bias = first === undefined ? [] : [one.tensor(2)];
  const attributes = groups === 1 ? window.attributes : [...window.attributes, int('group', groups)];
  const axes = axesOf(one);
  const isLast = axes.channel === 3;
  const inputs = [isLast ? one.channelsFirst(one.tensor(0)) : one.tensor(0), weight, ...bias];
  const [activation] = others;
  if (activation === undefined) {
    if (isLast) one.finishChannelsLast(one.main('Conv', inputs, attributes));
    else one.finish('Conv', inputs, attributes);
  } else {
    const convolved = one.main('Conv', inputs, attributes);
    finishFused(activation, one, isLast ? one.channelsLast(convolved) : convolved);
  }
  return { shape: resized(one.shape(0), axes, window, channels) };
}

function pooling(one: NodeToWrite, opType: string): { shape: OpenShape } {
  const size = intsSetting(one.node.attributes, 'ksize');
  const axes = axesOf(one);
  const input = one.shapeOf(0, 4);
  const window = windowOf(one, [size[axes.row] ?? 0, size[axes.row + 1] ?? 0]);
  if (size[0] !== 1 || size[axes.channel] !== 1) one.refuse('pools over pictures or channels');
  if (axes.channel === 3)
    one.finishChannelsLast(one.main(opType, [one.channelsFirst(one.tensor(0))], window.attributes));
  else one.finish(opType, [one.tensor(0)], window.attributes);
  return { shape: resized(input, axes, window, input[axes.channel] ?? null) };
}

function batchNormalization(one: NodeToWrite) {
  const shape = one.shapeOf(0, 4);
  // Keras leaves the setting out, which then means yes, only in graphs for training.
  if (flagSetting(one.node.attributes, 'is_training', true)) one.refuse('normalises by the pictures of the batch');
  const epsilon = [float('epsilon', floatSetting(one.node.attributes, 'epsilon', 1e-4))];
  const parameters = [1, 2, 3, 4].map((index) => one.tensor(index));
  if (axesOf(one).channel === 3)
    one.finishChannelsLast(one.main('BatchNormalization', [one.channelsFirst(one.tensor(0)), ...parameters], epsilon));
  else one.finish('BatchNormalization', [one.tensor(0), ...parameters], epsilon);
  return { shape };
}
