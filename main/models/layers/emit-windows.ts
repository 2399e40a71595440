import { emitActivation } from './emit-activations.ts';
import {
  cannotEmit,
  mapSize,
  onlyInput,
  pair,
  permuted,
  weightsOf,
  type LayerEmitter,
  type LayerToEmit,
} from './emit-layer.ts';
import { int, ints } from '../onnx/onnx-write.ts';
import type { AttributeProto } from 'onnx-buf';

/** Convolutions and pooling: layers that slide a window over a map. */
export const windowEmitters: Readonly<Record<string, LayerEmitter>> = {
  Conv2D: (one) => {
    const [kernel, bias] = weightsOf(one.layer);
    if (kernel === undefined) throw cannotEmit(one.layer, 'has no weights');
    const [height = 0, width = 0, inputChannels = 0, filters = 0] = kernel.shape;
    const weight = one.graph.floats(
      'kernel',
      [filters, inputChannels, height, width],
      permuted(kernel.values, kernel.shape, [3, 2, 0, 1]),
    );
    const biases = bias === undefined ? [] : [one.graph.floats('bias', bias.shape, bias.values)];
    const inputs = [onlyInput(one).name, weight, ...biases];
    return activated(one, one.graph.node('Conv', inputs, window(one, [height, width])));
  },
  GroupedConv2D: (one) => {
    const [kernel, bias] = weightsOf(one.layer);
    if (kernel === undefined) throw cannotEmit(one.layer, 'has no weights');
    const [height = 0, width = 0, groupChannels = 0, filters = 0] = kernel.shape;
    const weight = one.graph.floats(
      'kernel',
      [filters, groupChannels, height, width],
      permuted(kernel.values, kernel.shape, [3, 2, 0, 1]),
    );
    const biases = bias === undefined ? [] : [one.graph.floats('bias', bias.shape, bias.values)];
    const attributes = [...window(one, [height, width]), int('group', Number(one.config['groups']))];
    return one.graph.node('Conv', [onlyInput(one).name, weight, ...biases], attributes);
  },
  Conv2DTranspose: (one) => {
    const { graph, config, layer } = one;
    const [kernel, bias] = weightsOf(layer);
    if (kernel === undefined) throw cannotEmit(layer, 'has no weights');
    const [height = 0, width = 0, filters = 0, inputChannels = 0] = kernel.shape;
    const values = permuted(kernel.values, kernel.shape, [3, 2, 0, 1]);
    const weight = graph.floats('kernel', [inputChannels, filters, height, width], values);
    const biases = bias === undefined ? [] : [graph.floats('bias', bias.shape, bias.values)];
    const strides = pair(config['strides'], 1);
    // The transpose of a convolution whose SAME padding puts the odd element after.
    const sides = [height, width].map((length, axis) => {
      const overlap = length - (strides[axis] ?? 1);
      const padding = config['padding'] === 'same' ? Math.max(overlap, 0) : 0;
      return { before: Math.floor(padding / 2), after: Math.ceil(padding / 2), open: Math.max(-overlap, 0) };
    });
    const attributes = [
      ints('kernel_shape', [height, width]),
      ints('strides', strides),
      ints('pads', [...sides.map(({ before }) => before), ...sides.map(({ after }) => after)]),
      ints(
        'output_padding',
        sides.map(({ open }) => open),
      ),
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

/** Kernel, strides, dilations and explicit pads: TensorFlow's `same` puts the odd element after, as SAME_UPPER does. */
function window(one: LayerToEmit, kernel: readonly [number, number]): AttributeProto[] {
  const { config, layer } = one;
  if (config['dataFormat'] === 'channelsFirst') throw cannotEmit(layer, 'has channels first');
  const [height, width] = mapSize(layer, onlyInput(one).shape);
  const strides = pair(config['strides'], 1);
  const dilations = pair(config['dilationRate'], 1);
  const pads = [height, width].map((size, axis): [number, number] => {
    const [k = 1, s = 1, d = 1] = [kernel[axis], strides[axis], dilations[axis]];
    if (config['padding'] === 'valid') return [0, 0];
    if (config['padding'] !== 'same') throw cannotEmit(layer, `has padding ${String(config['padding'])}`);
    const total = Math.max((Math.ceil(size / s) - 1) * s + d * (k - 1) + 1 - size, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  const attributes = [
    ints('kernel_shape', kernel),
    ints('strides', strides),
    ints('pads', [...pads.map(([before]) => before), ...pads.map(([, after]) => after)]),
  ];
  // AveragePool learnt dilations only in opset 19.
  return dilations.every((dilation) => dilation === 1) ? attributes : [...attributes, ints('dilations', dilations)];
}
