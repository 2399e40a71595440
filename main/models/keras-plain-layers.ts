import { layers } from '@tensorflow/tfjs-layers';
import type { LayerSettings } from './keras-layer-config.ts';
import { activationOf, identity, plain, positive, shortNumber, type Recipes } from './keras-recipe.ts';

/** Layers without weights: activations, pooling, changes of shape, merges, and what works only in training. */
export const plainLayers: Recipes = {
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

  // What passes through these stays as it is.
  Dropout: passing,
  SpatialDropout1D: passing,
  SpatialDropout2D: passing,
  GaussianDropout: passing,
  GaussianNoise: passing,
  AlphaDropout: passing,
  ActivityRegularization: passing,
};

function passing(settings: LayerSettings) {
  return plain(identity(settings.name));
}

function poolingOptions(settings: LayerSettings) {
  settings.requireChannelsLast();
  const poolSize = positive(settings, 'pool_size', settings.pair('pool_size', [2, 2]));
  const strides = positive(settings, 'strides', settings.pair('strides', poolSize));
  return { poolSize, strides, padding: settings.padding(), name: settings.name };
}

function productOf(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 1);
}
