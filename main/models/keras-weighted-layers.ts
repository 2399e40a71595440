import { layers } from '@tensorflow/tfjs-layers';
import type { LayerSettings } from './keras-layer-config.ts';
import { activationOf, channelsOf, positive, withWeights, type Recipes } from './keras-recipe.ts';

/** Weights come from the file, so what they start from need not be computed. */
const zeros = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;
const separableZeros = {
  depthwiseInitializer: 'zeros',
  pointwiseInitializer: 'zeros',
  biasInitializer: 'zeros',
} as const;

/** Layers that have weights. */
export const weightedLayers: Recipes = {
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
};

function windowOptions(settings: LayerSettings) {
  return {
    kernelSize: positive(settings, 'kernel_size', settings.pair('kernel_size')),
    strides: positive(settings, 'strides', settings.pair('strides', [1, 1])),
    padding: settings.padding(),
    useBias: settings.flag('use_bias', true),
  };
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
