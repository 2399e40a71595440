import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { shortJson } from './keras-layer-config.ts';
import type { KerasLayer } from './keras-layer-config.ts';
import { LayerSettings } from './keras-layer-config.ts';
import { decodeLambda } from './lambda-decode.ts';
import type { AxisRange, LambdaOperation, PerChannel } from './lambda-operations.ts';
import { Affine } from './layers-affine.ts';
import { BilinearResize } from './layers-resize.ts';

type Layer = layers.Layer;

/** How one Keras layer is made with TF.js. */
export interface LayerRecipe {
  /** One after the other; the last carries the Keras layer's name. */
  readonly layers: readonly Layer[];
  /** Shapes that its weights must have, in Keras's order. */
  readonly weightShapes: readonly (readonly number[])[];
  /** `LayerInfo.detail`. */
  readonly detail: string;
}

type RecipeMaker = (settings: LayerSettings, inputShape: Shape, layer: KerasLayer) => LayerRecipe;

/** Weights come from the file, so what they start from need not be computed. */
const zeros = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;
const separableZeros = {
  depthwiseInitializer: 'zeros',
  pointwiseInitializer: 'zeros',
  biasInitializer: 'zeros',
} as const;

const recipes: Readonly<Record<string, RecipeMaker>> = {
  Conv2D: (settings, inputShape) => {
    settings.requireChannelsLast();
    if (settings.integer('groups', 1) !== 1) throw settings.unsupported('is a convolution in groups');
    const filters = settings.integer('filters');
    const options = { ...windowOptions(settings), filters, activation: activationOf(settings) };
    const [rows, columns] = options.kernelSize;
    return withWeights(
      layers.conv2d({
        ...options,
        ...zeros,
        dilationRate: settings.pair('dilation_rate', [1, 1]),
        name: settings.name,
      }),
      [[rows, columns, channelsOf(inputShape), filters], ...biasShape(options.useBias, filters)],
    );
  },
  DepthwiseConv2D: (settings, inputShape) => {
    settings.requireChannelsLast();
    const depthMultiplier = settings.integer('depth_multiplier', 1);
    const options = { ...windowOptions(settings), depthMultiplier, activation: activationOf(settings) };
    const [rows, columns] = options.kernelSize;
    const channels = channelsOf(inputShape);
    if (settings.pair('dilation_rate', [1, 1]).some((rate) => rate !== 1)) throw settings.unsupported('is dilated');
    return withWeights(
      layers.depthwiseConv2d({
        ...options,
        depthwiseInitializer: 'zeros',
        biasInitializer: 'zeros',
        name: settings.name,
      }),
      [[rows, columns, channels, depthMultiplier], ...biasShape(options.useBias, channels * depthMultiplier)],
    );
  },
  SeparableConv2D: (settings, inputShape) => {
    settings.requireChannelsLast();
    const filters = settings.integer('filters');
    const depthMultiplier = settings.integer('depth_multiplier', 1);
    const options = { ...windowOptions(settings), filters, depthMultiplier, activation: activationOf(settings) };
    const [rows, columns] = options.kernelSize;
    const channels = channelsOf(inputShape);
    return withWeights(
      layers.separableConv2d({
        ...options,
        ...separableZeros,
        dilationRate: settings.pair('dilation_rate', [1, 1]),
        name: settings.name,
      }),
      [
        [rows, columns, channels, depthMultiplier],
        [1, 1, channels * depthMultiplier, filters],
        ...biasShape(options.useBias, filters),
      ],
    );
  },
  Dense: (settings, inputShape) => {
    const units = settings.integer('units');
    const useBias = settings.flag('use_bias', true);
    return withWeights(
      layers.dense({ units, useBias, activation: activationOf(settings), ...zeros, name: settings.name }),
      [[channelsOf(inputShape), units], ...biasShape(useBias, units)],
    );
  },
  BatchNormalization: (settings, inputShape) => {
    if (settings.integer('mode', 0) !== 0)
      throw settings.unsupported('normalises by the statistics of each batch (mode 1 or 2 of Keras 1)');
    const axis = singleAxis(settings);
    const [scale, center] = [settings.flag('scale', true), settings.flag('center', true)];
    const size = inputShape.at(axis) ?? 0;
    const layer = layers.batchNormalization({
      axis,
      scale,
      center,
      epsilon: settings.number('epsilon', 1e-3),
      name: settings.name,
    });
    return withWeights(
      layer,
      Array.from({ length: 2 + Number(scale) + Number(center) }, () => [size]),
    );
  },
  PReLU: (settings, inputShape) => {
    const shared = settings.raw('shared_axes') ? settings.integers('shared_axes') : [];
    const shape = inputShape.slice(1).map((size, index) => (shared.includes(index + 1) ? 1 : (size ?? 0)));
    return withWeights(layers.prelu({ sharedAxes: shared, name: settings.name }), [shape]);
  },

  Activation: (settings) => plain(layers.activation({ activation: activationOf(settings), name: settings.name })),
  ELU: (settings) => {
    const alpha = settings.number('alpha', 1);
    if (alpha !== 1) throw settings.unsupported(`has an alpha of ${String(alpha)}, where only 1 is known`);
    return plain(layers.elu({ name: settings.name }));
  },
  LeakyReLU: (settings) => {
    const alpha = settings.number('alpha', settings.number('negative_slope', 0.3));
    return plain(layers.leakyReLU({ alpha, name: settings.name }), `alpha ${shortNumber(alpha)}`);
  },
  ReLU: (settings) => {
    const slope = settings.number('negative_slope', 0);
    const isCapped = settings.raw('max_value') !== null && settings.raw('max_value') !== undefined;
    if (settings.number('threshold', 0) !== 0 || (slope !== 0 && isCapped))
      throw settings.unsupported('has a threshold or a capped negative slope');
    if (slope !== 0) return plain(layers.leakyReLU({ alpha: slope, name: settings.name }));
    const options = isCapped ? { maxValue: settings.number('max_value', 0) } : {};
    return plain(layers.reLU({ ...options, name: settings.name }));
  },
  ThresholdedReLU: (settings) =>
    plain(layers.thresholdedReLU({ theta: settings.number('theta', 1), name: settings.name })),
  Softmax: (settings) => {
    if (settings.raw('axis') !== undefined && settings.raw('axis') !== -1)
      throw settings.unsupported('has another axis');
    return plain(layers.softmax({ name: settings.name }));
  },

  MaxPooling2D: (settings) => plain(layers.maxPooling2d(poolingOptions(settings))),
  AveragePooling2D: (settings) => plain(layers.averagePooling2d(poolingOptions(settings))),
  GlobalAveragePooling2D: (settings) => {
    settings.requireChannelsLast();
    if (settings.raw('keepdims') === true) throw settings.unsupported('keeps the axes of rows and columns');
    return plain(layers.globalAveragePooling2d({ name: settings.name }));
  },
  GlobalMaxPooling2D: (settings) => {
    settings.requireChannelsLast();
    if (settings.raw('keepdims') === true) throw settings.unsupported('keeps the axes of rows and columns');
    return plain(layers.globalMaxPooling2d({ name: settings.name }));
  },
  UpSampling2D: (settings) => {
    settings.requireChannelsLast();
    if ((settings.raw('interpolation') ?? 'nearest') !== 'nearest') throw settings.unsupported('interpolates');
    return plain(layers.upSampling2d({ size: settings.pair('size', [2, 2]), name: settings.name }));
  },
  Cropping2D: (settings) => {
    settings.requireChannelsLast();
    return plain(layers.cropping2D({ cropping: settings.sides('cropping'), name: settings.name }));
  },
  ZeroPadding2D: (settings) => {
    settings.requireChannelsLast();
    return plain(layers.zeroPadding2d({ padding: settings.sides('padding'), name: settings.name }));
  },

  Flatten: (settings) => {
    settings.requireChannelsLast();
    return plain(layers.flatten({ name: settings.name }));
  },
  Reshape: (settings, inputShape) => {
    const wanted = settings.integers('target_shape');
    const elements = productOf(inputShape.slice(1).map((size) => size ?? 0));
    const rest = productOf(wanted.filter((size) => size !== -1));
    // TF.js would leave the size that follows from the others open.
    const targetShape = wanted.map((size) => (size === -1 ? elements / rest : size));
    if (!targetShape.every((size) => Number.isInteger(size) && size >= 1) || productOf(targetShape) !== elements)
      throw settings.unsupported(`cannot make [${wanted.join(', ')}] of [${inputShape.slice(1).join(', ')}]`);
    return plain(layers.reshape({ targetShape, name: settings.name }));
  },
  Permute: (settings) => plain(layers.permute({ dims: settings.integers('dims'), name: settings.name })),
  RepeatVector: (settings) => plain(layers.repeatVector({ n: settings.integer('n'), name: settings.name })),
  Concatenate: (settings) => {
    const [axis = -1] = settings.raw('axis') === undefined ? [] : [settings.raw('axis') as number];
    if (!Number.isInteger(axis)) throw settings.unsupported('has no axis');
    return plain(layers.concatenate({ axis, name: settings.name }));
  },
  Add: (settings) => plain(layers.add({ name: settings.name })),
  Multiply: (settings) => plain(layers.multiply({ name: settings.name })),
  Average: (settings) => plain(layers.average({ name: settings.name })),
  Maximum: (settings) => plain(layers.maximum({ name: settings.name })),

  Rescaling: (settings) => {
    const [scale, offset] = [perChannel(settings, 'scale', 1), perChannel(settings, 'offset', 0)];
    return plain(new Affine({ scale, offset, name: settings.name }), affineText(scale, offset));
  },
  Resizing: (settings) => {
    const interpolation = settings.raw('interpolation') ?? 'bilinear';
    if (interpolation !== 'bilinear' || settings.raw('crop_to_aspect_ratio') === true)
      throw settings.unsupported(`resizes in a way that Steerscope does not know (${shortJson(interpolation)})`);
    const size = { height: settings.integer('height'), width: settings.integer('width') };
    return plain(new BilinearResize({ ...size, sampling: 'half-pixel', name: settings.name }), 'bilinear');
  },
  Lambda: (settings, inputShape, layer) => {
    const { expression, operations } = decodeLambda(layer.name, layer.config);
    const made = operations.length === 0 ? [identity(settings.name)] : [];
    let shape = inputShape;
    for (const [index, operation] of operations.entries()) {
      const isLast = index === operations.length - 1;
      const step = layerOfOperation(
        settings,
        operation,
        shape,
        isLast ? settings.name : `${settings.name}/${String(index + 1)}`,
      );
      shape = step.computeOutputShape(shape) as Shape;
      made.push(step);
    }
    return { layers: made, weightShapes: [], detail: expression };
  },
};

/** Layers that work only in training: what passes through them stays as it is. */
for (const className of [
  'Dropout',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'GaussianDropout',
  'GaussianNoise',
  'AlphaDropout',
  'ActivityRegularization',
])
  (recipes as Record<string, RecipeMaker>)[className] = (settings) => plain(identity(settings.name));

/**
 * How to make `layer`, whose input has the shape `inputShape` (batch first).
 * @throws SteerscopeError `unsupported-layer`.
 */
export function recipeOf(layer: KerasLayer, inputShape: Shape): LayerRecipe {
  const settings = new LayerSettings(layer);
  const make = Object.hasOwn(recipes, layer.className) ? recipes[layer.className] : undefined;
  if (make) return make(settings, inputShape, layer);
  if (/^Quantize(Layer|WrapperV2|Wrapper)$/.test(layer.writtenAs))
    throw settings.unsupported(
      'belongs to quantisation-aware training, which rounds values inside the network',
      'Open the network as it was before quantisation, or export it to ONNX.',
    );
  if (['Sequential', 'Model', 'Functional'].includes(layer.className))
    throw settings.unsupported('is a network inside the network', 'Export the whole to ONNX, where it is one graph.');
  throw settings.unsupported('is of a kind that Steerscope does not know');
}

function withWeights(layer: Layer, weightShapes: readonly (readonly number[])[]): LayerRecipe {
  return { layers: [layer], weightShapes, detail: '' };
}

function plain(layer: Layer, detail = ''): LayerRecipe {
  return { layers: [layer], weightShapes: [], detail };
}

/** Dropout does nothing outside training, and every reader of TF.js layers knows it. */
function identity(name: string): Layer {
  return layers.dropout({ rate: 0, name });
}

function windowOptions(settings: LayerSettings) {
  return {
    kernelSize: positive(settings, 'kernel_size', settings.pair('kernel_size')),
    strides: positive(settings, 'strides', settings.pair('strides', [1, 1])),
    padding: settings.padding(),
    useBias: settings.flag('use_bias', true),
  };
}

function poolingOptions(settings: LayerSettings) {
  settings.requireChannelsLast();
  const poolSize = positive(settings, 'pool_size', settings.pair('pool_size', [2, 2]));
  const strides = positive(settings, 'strides', settings.pair('strides', poolSize));
  return { poolSize, strides, padding: settings.padding(), name: settings.name };
}

function positive(settings: LayerSettings, key: string, pair: [number, number]): [number, number] {
  if (pair.some((size) => size === 0)) throw settings.unsupported(`has a ${key} of zero`);
  return pair;
}

/** TF.js declares the names as a union that it does not export. */
function activationOf(settings: LayerSettings) {
  return settings.activation() as 'linear';
}

function singleAxis(settings: LayerSettings): number {
  const axis = settings.raw('axis') ?? -1;
  const single: unknown = Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
  if (typeof single !== 'number' || !Number.isInteger(single)) throw settings.unsupported('normalises several axes');
  return single;
}

function biasShape(useBias: boolean, length: number): number[][] {
  return useBias ? [[length]] : [];
}

function productOf(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 1);
}

function channelsOf(shape: Shape): number {
  return shape.at(-1) ?? 0;
}

function perChannel(settings: LayerSettings, key: string, otherwise: number): PerChannel {
  const value = settings.raw(key);
  if (!Array.isArray(value)) return settings.number(key, otherwise);
  if (!value.every((item) => typeof item === 'number')) throw settings.unsupported(`has a ${key} that is no number`);
  return value;
}

function affineText(scale: PerChannel, offset: PerChannel): string {
  const text = (value: PerChannel): string =>
    typeof value === 'number' ? shortNumber(value) : `[${value.map(shortNumber).join(', ')}]`;
  return `x * ${text(scale)} + ${text(offset)}`.replace('+ -', '- ');
}

/** Six digits: settings were often rounded to 32 bits. */
function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function layerOfOperation(settings: LayerSettings, operation: LambdaOperation, shape: Shape, name: string): Layer {
  switch (operation.kind) {
    case 'affine':
      checkChannels(settings, operation.scale, shape);
      checkChannels(settings, operation.offset, shape);
      return new Affine({ scale: operation.scale, offset: operation.offset, name });
    case 'resize':
      return new BilinearResize({ ...operation, name });
    case 'crop': {
      const [, height, width] = shape;
      if (shape.length !== 4) throw settings.unsupported('crops what is no picture');
      const cropping = [cutOff(operation.rows, height ?? 0), cutOff(operation.columns, width ?? 0)];
      return layers.cropping2D({ cropping: cropping as [[number, number], [number, number]], name });
    }
  }
}

function checkChannels(settings: LayerSettings, values: PerChannel, shape: Shape): void {
  if (typeof values !== 'number' && values.length !== channelsOf(shape))
    throw settings.unsupported(`takes ${String(values.length)} channels but gets ${String(channelsOf(shape))}`);
}

/** What `range` leaves out before and after, by Python's rules for negative and too large bounds. */
function cutOff(range: AxisRange, size: number): [number, number] {
  const bound = (value: number): number => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
  return [bound(range.start ?? 0), size - bound(range.stop ?? size)];
}
