import { emitActivation } from './emit-activations.ts';
import { permuted } from '../onnx/axis-order.ts';
import { int, ints } from '../onnx/onnx-write.ts';
import { samePads, transposedPads, windowSettings } from '../onnx/window-settings.ts';
import { cannotEmit, mapSize, onlyInput, pair, weightsOf, type LayerEmitter, type LayerToEmit } from './emit-layer.ts';
import type { AttributeProto } from 'onnx-buf';

/** Convolutions and pooling: layers that slide a window over a map. */
export const windowEmitters: Readonly<Record<string, LayerEmitter>> = {
  Conv2D: (one) => activated(one, convolved(one, 1)),
  GroupedConv2D: (one) => convolved(one, Number(one.config['groups'])),
  Conv2DTranspose: (one) => {
    const { graph, layer } = one;
    const [kernel, bias] = weightsOf(layer);
    if (kernel === undefined) throw cannotEmit(layer, 'has no weights');
    const [height = 0, width = 0, filters = 0, inputChannels = 0] = kernel.shape;
    const values = permuted(kernel.values, kernel.shape, [3, 2, 0, 1]);
    const weight = graph.floats('kernel', [inputChannels, filters, height, width], values);
    const biases = bias === undefined ? [] : [graph.floats('bias', bias.shape, bias.values)];
    const { strides, dilations, padding } = windowOf(one);
    const [inputHeight, inputWidth] = mapSize(layer, onlyInput(one).shape);
    const [outputHeight, outputWidth] = mapSize(layer, one.outputShape);
    const axis = (at: 0 | 1, length: number, from: number, to: number) => {
      const lengths = { kernel: length, stride: strides[at], dilation: dilations[at] };
      const pads = transposedPads(from, to, lengths, padding === 'same');
      if (pads === null) throw cannotEmit(layer, `makes ${to} of ${from} elements`);
      return { ...lengths, ...pads };
    };
    const [vertical, horizontal] = [
      axis(0, height, inputHeight, outputHeight),
      axis(1, width, inputWidth, outputWidth),
    ];
    const attributes = [
      ...windowSettings(vertical, horizontal),
      ints('output_padding', [vertical.unreached, horizontal.unreached]),
    ];
    return activated(one, graph.node('ConvTranspose', [onlyInput(one).name, weight, ...biases], attributes));
  },
  DepthwiseConv2D: (one) => {
    const [kernel, bias] = weightsOf(one.layer);
    if (kernel === undefined) throw cannotEmit(one.layer, 'has no weights');
    return activated(one, depthwise(one, kernel, bias));
  },
  SeparableConv2D: (one) => {
    const [kernel, pointwise, bias] = weightsOf(one.layer);
    if (kernel === undefined || pointwise === undefined) throw cannotEmit(one.layer, 'has no weights');
    const [, , inputChannels = 0, filters = 0] = pointwise.shape;
    const weight = one.graph.floats(
      'pointwise',
      [filters, inputChannels, 1, 1],
      permuted(pointwise.values, pointwise.shape, [3, 2, 0, 1]),
    );
    const biases = bias === undefined ? [] : [one.graph.floats('bias', bias.shape, bias.values)];
    return activated(one, one.graph.node('Conv', [depthwise(one, kernel, undefined), weight, ...biases]));
  },
  MaxPooling2D: (one) => one.graph.node('MaxPool', [onlyInput(one).name], window(one, pair(one.config['poolSize'], 2))),
  // Like TensorFlow, ONNX leaves padding out of the average unless told otherwise.
  AveragePooling2D: (one) =>
    one.graph.node('AveragePool', [onlyInput(one).name], window(one, pair(one.config['poolSize'], 2))),
  GlobalMaxPooling2D: (one) => one.graph.node('Flatten', [one.graph.node('GlobalMaxPool', [onlyInput(one).name])]),
  GlobalAveragePooling2D: (one) =>
    one.graph.node('Flatten', [one.graph.node('GlobalAveragePool', [onlyInput(one).name])]),
};

function convolved(one: LayerToEmit, groups: number): string {
  const [kernel, bias] = weightsOf(one.layer);
  if (kernel === undefined) throw cannotEmit(one.layer, 'has no weights');
  const [height = 0, width = 0, inputChannels = 0, filters = 0] = kernel.shape;
  const weight = one.graph.floats(
    'kernel',
    [filters, inputChannels, height, width],
    permuted(kernel.values, kernel.shape, [3, 2, 0, 1]),
  );
  const biases = bias === undefined ? [] : [one.graph.floats('bias', bias.shape, bias.values)];
  const settings = [...window(one, [height, width]), ...(groups === 1 ? [] : [int('group', groups)])];
  return one.graph.node('Conv', [onlyInput(one).name, weight, ...biases], settings);
}

interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** `[row, column, channel, multiplier]` becomes one group a channel. */
function depthwise(one: LayerToEmit, kernel: Weight, bias: Weight | undefined): string {
  const [height = 0, width = 0, channels = 0, multiplier = 0] = kernel.shape;
  const weight = one.graph.floats(
    'depthwise',
    [channels * multiplier, 1, height, width],
    permuted(kernel.values, kernel.shape, [2, 3, 0, 1]),
  );
  const biases = bias === undefined ? [] : [one.graph.floats('bias', bias.shape, bias.values)];
  const attributes = [...window(one, [height, width]), int('group', channels)];
  return one.graph.node('Conv', [onlyInput(one).name, weight, ...biases], attributes);
}

function activated(one: LayerToEmit, tensor: string): string {
  return emitActivation(one.layer, one.config['activation'], tensor, 4, one.graph);
}

/** How a layer slides its window, by its own settings. */
function windowOf({ config, layer }: LayerToEmit) {
  if (config['dataFormat'] === 'channelsFirst') throw cannotEmit(layer, 'has channels first');
  const { padding = 'valid' } = config;
  if (padding !== 'valid' && padding !== 'same') throw cannotEmit(layer, `has padding ${String(padding)}`);
  return { strides: pair(config['strides'], 1), dilations: pair(config['dilationRate'], 1), padding };
}

/** Kernel, strides, dilations, and the pads written out. */
function window(one: LayerToEmit, kernel: readonly [number, number]): readonly AttributeProto[] {
  const { strides, dilations, padding } = windowOf(one);
  const [height, width] = mapSize(one.layer, onlyInput(one).shape);
  const axis = (at: 0 | 1, size: number) => {
    const lengths = { kernel: kernel[at], stride: strides[at], dilation: dilations[at] };
    return { ...lengths, ...(padding === 'same' ? samePads(size, lengths) : { before: 0, after: 0 }) };
  };
  return windowSettings(axis(0, height), axis(1, width));
}
