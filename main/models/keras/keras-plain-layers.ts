import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import type { LayerSettings } from './keras-layer-config.ts';
import { identity, inTurn, plain, positive, productOf, type LayerRecipe, type Recipes } from './keras-recipe.ts';
import { Combine } from '../layers/layers-combine.ts';
import { BilinearResize } from '../layers/layers-resize.ts';

/** Layers without weights: pooling, changes of shape, merges, and what works only in training. */
export const plainLayers: Recipes = {
  MaxPooling2D: (settings) => plain(layers.maxPooling2d(poolingOptions(settings))),
  AveragePooling2D: (settings) => plain(layers.averagePooling2d(poolingOptions(settings))),
  GlobalAveragePooling2D: (settings, inputShape) =>
    globalPooling(settings, inputShape, (name) => layers.globalAveragePooling2d({ name })),
  GlobalMaxPooling2D: (settings, inputShape) =>
    globalPooling(settings, inputShape, (name) => layers.globalMaxPooling2d({ name })),
  UpSampling2D: (settings, inputShape) => {
    const size = settings.pair('size', [2, 2]);
    const interpolation = settings.raw('interpolation') ?? 'nearest';
    if (interpolation === 'nearest') return plain(layers.upSampling2d({ size, name: settings.name }));
    if (interpolation !== 'bilinear')
      throw settings.unsupported(`interpolates in another way than bilinear or nearest`);
    const [height, width] = [(inputShape[1] ?? 0) * size[0], (inputShape[2] ?? 0) * size[1]];
    const sampling = settings.raw('sampling') === 'legacy' ? 'legacy' : 'half-pixel';
    return plain(new BilinearResize({ height, width, sampling, name: settings.name }), 'bilinear');
  },
  Cropping2D: (settings) => plain(layers.cropping2D({ cropping: settings.sides('cropping'), name: settings.name })),
  ZeroPadding2D: (settings) => plain(layers.zeroPadding2d({ padding: settings.sides('padding'), name: settings.name })),
  CenterCrop: (settings, inputShape) => {
    const sides = [settings.integer('height'), settings.integer('width')].map((kept, axis): [number, number] => {
      const removed = (inputShape[axis + 1] ?? 0) - kept;
      if (removed < 0) throw settings.unsupported('crops to more than there is, which Keras then resizes');
      const before = Math.floor(removed / 2);
      return [before, removed - before];
    });
    return plain(layers.cropping2D({ cropping: sides as [[number, number], [number, number]], name: settings.name }));
  },

  Flatten: (settings) => plain(layers.flatten({ name: settings.name })),
  Reshape: (settings, inputShape) => plain(reshape(settings, inputShape, settings.integers('target_shape'))),
  Permute: (settings) => plain(layers.permute({ dims: settings.integers('dims'), name: settings.name })),
  RepeatVector: (settings) => plain(layers.repeatVector({ n: settings.integer('n'), name: settings.name })),
  Concatenate: (settings, inputShape) => {
    const axis = integerAxis(settings);
    // TF.js takes every negative axis for the last.
    return plain(layers.concatenate({ axis: axis < 0 ? axis + inputShape.length : axis, name: settings.name }));
  },
  Add: (settings) => plain(layers.add({ name: settings.name })),
  Subtract: (settings) => plain(new Combine({ operation: 'subtract', name: settings.name })),
  Multiply: (settings) => plain(layers.multiply({ name: settings.name })),
  Average: (settings) => plain(layers.average({ name: settings.name })),
  Maximum: (settings) => plain(layers.maximum({ name: settings.name })),
  Minimum: (settings) => plain(layers.minimum({ name: settings.name })),
  Dot: (settings) => {
    const axes = settings.raw('axes');
    const isAxis = (value: unknown): value is number => Number.isInteger(value);
    const normalize = settings.flag('normalize', false);
    if (isAxis(axes)) return plain(layers.dot({ axes, normalize, name: settings.name }));
    if (!Array.isArray(axes) || axes.length !== 2 || !axes.every(isAxis)) throw settings.unsupported('has no axes');
    return plain(layers.dot({ axes: axes as [number, number], normalize, name: settings.name }));
  },

  // What passes through these stays as it is, but for the training.
  Dropout: passing,
  SpatialDropout1D: passing,
  SpatialDropout2D: passing,
  GaussianDropout: passing,
  GaussianNoise: passing,
  AlphaDropout: passing,
  ActivityRegularization: passing,
  Identity: passing,
  RandomFlip: passing,
  RandomRotation: passing,
  RandomTranslation: passing,
  RandomZoom: passing,
  RandomContrast: passing,
  RandomBrightness: passing,
  RandomHue: passing,
  RandomSaturation: passing,
  RandomShear: passing,
  RandomGrayscale: passing,
  RandomColorJitter: passing,
  RandomColorDegeneration: passing,
  RandomSharpness: passing,
  RandomPosterization: passing,
  RandomPerspective: passing,
  RandomElasticTransform: passing,
  RandomGaussianBlur: passing,
  RandomInvert: passing,
  RandomErasing: passing,
  RandomCrop: (settings, inputShape) => {
    const isWhole = settings.integer('height') === inputShape[1] && settings.integer('width') === inputShape[2];
    if (!isWhole) throw settings.unsupported('resizes to its size and shape when the network is not in training');
    return plain(identity(settings.name));
  },
};

/** A reshaping to `wanted`, the batch left out, of which one length may be -1. */
export function reshape(settings: LayerSettings, inputShape: Shape, wanted: readonly number[]) {
  const elements = productOf(inputShape.slice(1));
  const rest = productOf(wanted.filter((size) => size !== -1));
  // TF.js would leave the size that follows from the others open.
  const targetShape = wanted.map((size) => (size === -1 ? elements / rest : size));
  if (!targetShape.every((size) => Number.isInteger(size) && size >= 1) || productOf(targetShape) !== elements)
    throw settings.unsupported(`cannot make [${wanted.join(', ')}] of [${inputShape.slice(1).join(', ')}]`);
  return layers.reshape({ targetShape, name: settings.name });
}

function passing(settings: LayerSettings): LayerRecipe {
  return plain(identity(settings.name));
}

function globalPooling(
  settings: LayerSettings,
  inputShape: Shape,
  pool: (name: string) => ReturnType<typeof layers.globalAveragePooling2d>,
): LayerRecipe {
  if (settings.raw('keepdims') !== true) return plain(pool(settings.name));
  const channels = inputShape.at(-1) ?? 0;
  const targetShape = [1, 1, channels];
  return inTurn([pool(`${settings.name}/pooled`), layers.reshape({ targetShape, name: settings.name })]);
}

function integerAxis(settings: LayerSettings): number {
  const axis = settings.raw('axis') ?? -1;
  if (!Number.isInteger(axis)) throw settings.unsupported('has no axis');
  return axis as number;
}

function poolingOptions(settings: LayerSettings) {
  const poolSize = positive(settings, 'pool_size', settings.pair('pool_size', [2, 2]));
  const strides = positive(settings, 'strides', settings.pair('strides', poolSize));
  return { poolSize, strides, padding: settings.padding(), name: settings.name };
}
