import type { AttributeProto } from 'onnx-buf';
import { permuted } from '../onnx/axis-order.ts';
import { int, ints } from '../onnx/onnx-write.ts';
import { reachOf, samePads, transposedPads, windowSettings } from '../onnx/window-settings.ts';
import type { OperatorEmitter, OperatorToEmit } from './tflite-operator.ts';

/** Operators that slide a window over a map; field numbers are of the options table named beside each. */
export const windowOperators: Readonly<Record<string, OperatorEmitter>> = {
  // Conv2DOptions; weights [filter, row, column, channel].
  CONV_2D: (one) => {
    const { options } = one;
    const { name, channels } = one.map(0);
    const weights = one.weights(1);
    const [filters = 0, height = 0, width = 0, inputChannels = 0] = weights.shape;
    const groups = channels / inputChannels;
    if (weights.shape.length !== 4 || !Number.isInteger(groups) || filters % groups !== 0)
      throw one.cannot(`has weights ${weights.shape.join('x')} for ${channels} channels`);
    const kernel = one.graph.floats(
      'kernel',
      [filters, inputChannels, height, width],
      permuted(weights.values, weights.shape, [0, 3, 1, 2]),
    );
    const window = slidingWindow(one, [height, width], filters, {
      padding: options.int8(0),
      strides: [options.int32(2), options.int32(1)],
      dilations: [options.int32(5, 1), options.int32(4, 1)],
    });
    const group = groups === 1 ? [] : [int('group', groups)];
    return one.activated(
      one.graph.node('Conv', [name, kernel, ...bias(one, 2, filters)], [...window, ...group]),
      options.int8(3),
    );
  },
  // DepthwiseConv2DOptions; weights [1, row, column, channel * multiplier].
  DEPTHWISE_CONV_2D: (one) => {
    const { options } = one;
    const { name, channels } = one.map(0);
    const weights = one.weights(1);
    const [first = 0, height = 0, width = 0, filters = 0] = weights.shape;
    if (weights.shape.length !== 4 || first !== 1 || filters === 0 || filters % channels !== 0)
      throw one.cannot(`has weights ${weights.shape.join('x')} for ${channels} channels`);
    const kernel = one.graph.floats(
      'depthwise',
      [filters, 1, height, width],
      permuted(weights.values, weights.shape, [3, 0, 1, 2]),
    );
    const window = slidingWindow(one, [height, width], filters, {
      padding: options.int8(0),
      strides: [options.int32(2), options.int32(1)],
      dilations: [options.int32(6, 1), options.int32(5, 1)],
    });
    return one.activated(
      one.graph.node('Conv', [name, kernel, ...bias(one, 2, filters)], [...window, int('group', channels)]),
      options.int8(4),
    );
  },
  MAX_POOL_2D: (one) => pooled(one, 'MaxPool'),
  // Like TensorFlow, ONNX leaves padding out of the average unless told otherwise.
  AVERAGE_POOL_2D: (one) => pooled(one, 'AveragePool'),
  // TransposeConvOptions; inputs: output shape, weights [filter, row, column, channel], map, bias.
  TRANSPOSE_CONV: (one) => {
    const { options } = one;
    const { name, height, width, channels } = one.map(2);
    const weights = one.weights(1);
    const [filters = 0, rows = 0, columns = 0, inputChannels = 0] = weights.shape;
    const [, outputHeight = 0, outputWidth = 0, outputChannels = 0] = one.numbers(0);
    if (weights.shape.length !== 4 || inputChannels !== channels || outputChannels !== filters)
      throw one.cannot(`has weights ${weights.shape.join('x')} for ${channels} channels`);
    one.gives([one.outputShape[0] ?? 1, outputHeight, outputWidth, filters]);
    const kernel = one.graph.floats(
      'kernel',
      [channels, filters, rows, columns],
      permuted(weights.values, weights.shape, [3, 0, 1, 2]),
    );
    const strides = [options.int32(2), options.int32(1)] as const;
    const axis = (at: 0 | 1, inputSize: number, kernelSize: number, outputSize: number) => {
      const lengths = { kernel: kernelSize, stride: strides[at], dilation: 1 };
      const pads = transposedPads(inputSize, outputSize, lengths, options.int8(0) === 0);
      if (strides[at] < 1 || pads === null) throw one.cannot('gives a shape that does not fit');
      return { ...lengths, ...pads };
    };
    const [vertical, horizontal] = [axis(0, height, rows, outputHeight), axis(1, width, columns, outputWidth)];
    const result = one.graph.node(
      'ConvTranspose',
      [name, kernel, ...bias(one, 3, filters)],
      [...windowSettings(vertical, horizontal), ints('output_padding', [vertical.unreached, horizontal.unreached])],
    );
    return one.activated(result, options.int8(3));
  },
};

/** Pool2DOptions. */
function pooled(one: OperatorToEmit, opType: string): string {
  const { options } = one;
  const { name, channels } = one.map(0);
  const window = slidingWindow(one, [options.int32(4), options.int32(3)], channels, {
    padding: options.int8(0),
    strides: [options.int32(2), options.int32(1)],
    dilations: [1, 1],
  });
  return one.activated(one.graph.node(opType, [name], window), options.int8(5));
}

interface WindowSettings {
  /** 0 same, 1 valid. */
  readonly padding: number;
  /** Vertical, horizontal. */
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
}

/** Kernel, strides, dilations, and the pads written out. */
function slidingWindow(
  one: OperatorToEmit,
  kernel: readonly [number, number],
  channels: number,
  { padding, strides, dilations }: WindowSettings,
): readonly AttributeProto[] {
  const { height, width } = one.map(0);
  const { dilated } = one.operator;
  if ([...kernel, ...strides, ...dilations].some((length) => length < 1) || padding < 0 || padding > 1)
    throw one.cannot(`slides a window of ${kernel.join('x')} in steps of ${strides.join('x')}`);
  const axis = (at: 0 | 1, size: number) => {
    const lengths = { kernel: kernel[at], stride: strides[at], dilation: dilated?.dilations[at] ?? dilations[at] };
    const [before = 0, after = 0] = at === 0 ? [dilated?.top, dilated?.bottom] : [dilated?.left, dilated?.right];
    const pads = padding === 0 ? samePads(size, lengths) : { before, after };
    const output = Math.floor((size + pads.before + pads.after - reachOf(lengths)) / lengths.stride) + 1;
    return { ...lengths, ...pads, output };
  };
  const [vertical, horizontal] = [axis(0, height), axis(1, width)];
  one.gives([one.outputShape[0] ?? 1, vertical.output, horizontal.output, channels]);
  return windowSettings(vertical, horizontal);
}

function bias(one: OperatorToEmit, at: number, filters: number): string[] {
  const constant = one.weightsIfAny(at);
  if (constant === null) {
    if (one.isComputed(at)) throw one.cannot('computes its bias');
    return [];
  }
  if (constant.values.length !== filters)
    throw one.cannot(`has ${constant.values.length} biases for ${filters} filters`);
  return [one.graph.floats('bias', [filters], constant.values)];
}
