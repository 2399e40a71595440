import { layers } from '@tensorflow/tfjs-layers';
import { permuted } from '../onnx/axis-order.ts';
import type { WeightArray } from './keras-contents.ts';
import type { LayerSettings } from './keras-layer-config.ts';
import {
  activationOf,
  channelsOf,
  positive,
  productOf,
  withWeights,
  type LayerRecipe,
  type Recipes,
} from './keras-recipe.ts';
import { GroupedConv2D } from '../layers/layers-grouped-convolution.ts';

/** Weights come from the file, so what they start from need not be computed. */
const zeros = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;
const depthwiseZeros = { depthwiseInitializer: 'zeros', biasInitializer: 'zeros' } as const;

/** Layers whose weights TF.js layers take. */
export const weightedLayers: Recipes = {
  Conv2D: (settings, inputShape) => {
    const filters = settings.integer('filters');
    const groups = settings.integer('groups', 1);
    const dilationRate = positive(settings, 'dilation_rate', settings.pair('dilation_rate', [1, 1]));
    const window = windowOptions(settings);
    const [rows, columns] = window.kernelSize;
    const channels = channelsOf(inputShape);
    if (groups < 1 || channels % groups !== 0 || filters % groups !== 0)
      throw settings.unsupported(`cannot be done in ${String(groups)} groups`);
    const shapes = [[rows, columns, channels / groups, filters], ...biasShape(window.useBias, filters)];
    if (groups > 1)
      return grouped(
        settings,
        new GroupedConv2D({ ...window, filters, groups, dilationRate, name: bareName(settings) }),
        shapes,
      );
    const activation = activationOf(settings);
    const layer = layers.conv2d({ ...window, ...zeros, filters, dilationRate, activation, name: settings.name });
    return fromTheano(settings, withWeights(layer, shapes), [[3, 2, 0, 1]]);
  },
  DepthwiseConv2D: (settings, inputShape) => {
    const depthMultiplier = settings.integer('depth_multiplier', 1);
    const window = windowOptions(settings);
    const [rows, columns] = window.kernelSize;
    const channels = channelsOf(inputShape);
    const filters = channels * depthMultiplier;
    const dilationRate = settings.pair('dilation_rate', [1, 1]);
    const shapes = [[rows, columns, channels, depthMultiplier], ...biasShape(window.useBias, filters)];
    if (dilationRate.some((rate) => rate > 1)) {
      const options = { ...window, filters, groups: channels, dilationRate, name: bareName(settings) };
      return grouped(settings, new GroupedConv2D(options), shapes);
    }
    const options = { ...window, ...depthwiseZeros, depthMultiplier, activation: activationOf(settings) };
    return withWeights(layers.depthwiseConv2d({ ...options, name: settings.name }), shapes);
  },
  SeparableConv2D: (settings, inputShape) => {
    const filters = settings.integer('filters');
    const depthMultiplier = settings.integer('depth_multiplier', 1);
    const dilationRate = settings.pair('dilation_rate', [1, 1]);
    const window = windowOptions(settings);
    const [rows, columns] = window.kernelSize;
    const channels = channelsOf(inputShape);
    const layer = layers.separableConv2d({
      ...window,
      ...depthwiseZeros,
      pointwiseInitializer: 'zeros',
      filters,
      depthMultiplier,
      dilationRate,
      activation: activationOf(settings),
      name: settings.name,
    });
    const shapes = [
      [rows, columns, channels, depthMultiplier],
      [1, 1, channels * depthMultiplier, filters],
      ...biasShape(window.useBias, filters),
    ];
    return fromTheano(settings, withWeights(layer, shapes), [
      [3, 2, 0, 1],
      [3, 2, 0, 1],
    ]);
  },
  Conv2DTranspose: (settings, inputShape) => {
    const filters = settings.integer('filters');
    const window = windowOptions(settings);
    const [rows, columns] = window.kernelSize;
    const { output_padding: outputPadding } = { output_padding: settings.raw('output_padding') ?? null };
    if (outputPadding !== null || settings.pair('dilation_rate', [1, 1]).some((rate) => rate !== 1))
      throw settings.unsupported('has an output padding or is dilated');
    const activation = activationOf(settings);
    const layer = layers.conv2dTranspose({ ...window, ...zeros, filters, activation, name: settings.name });
    const shapes = [[rows, columns, filters, channelsOf(inputShape)], ...biasShape(window.useBias, filters)];
    // Keras 1 kept [row, column, input channel, filter] with channels last, [filter, input channel, row, column] first.
    if (settings.raw('dim_ordering') === 'tf') return stored(withWeights(layer, shapes), [[0, 1, 3, 2]]);
    return fromTheano(settings, withWeights(layer, shapes), [[2, 3, 0, 1]]);
  },
  Dense: (settings, inputShape) => {
    const units = settings.integer('units');
    const useBias = settings.flag('use_bias', true);
    return withWeights(
      layers.dense({ units, useBias, activation: activationOf(settings), ...zeros, name: settings.name }),
      [[channelsOf(inputShape), units], ...biasShape(useBias, units)],
    );
  },
  PReLU: (settings, inputShape) => {
    const shared = settings.raw('shared_axes') ? settings.integers('shared_axes') : [];
    const whole = inputShape.slice(1).map((size) => size ?? 0);
    const shape = whole.map((size, index) => (shared.includes(index + 1) ? 1 : size));
    const isRepeated = shape.some((size, index) => size === 1 && shape.slice(0, index).some((before) => before > 1));
    if (!isRepeated) return withWeights(layers.prelu({ sharedAxes: shared, name: settings.name }), [shape]);
    // TF.js on WebAssembly repeats slopes along the first axes only: here every element gets its own.
    const layer = layers.prelu({ name: settings.name });
    return { ...withWeights(layer, [shape]), rearranged: ([slopes]) => [repeated(slopes, shape, whole)] };
  },
};

/** Values `[shape]` repeated along its axes of length 1 to `[whole]`. */
function repeated(slopes: WeightArray | undefined, shape: readonly number[], whole: readonly number[]): Float32Array {
  return Float32Array.from({ length: productOf(whole) }, (_, element) => {
    let [rest, at, step] = [element, 0, 1];
    for (let axis = whole.length - 1; axis >= 0; axis -= 1) {
      const [length = 1, kept = 1] = [whole[axis], shape[axis]];
      at += (rest % length) * (kept === 1 ? 0 : step);
      rest = Math.floor(rest / length);
      step *= kept;
    }
    return slopes?.values[at] ?? Number.NaN;
  });
}

/** Where a layer is made of a convolution and an activation, the name of the former. */
function bareName(settings: LayerSettings): string {
  return settings.activation() === 'linear' ? settings.name : `${settings.name}/linear`;
}

function grouped(settings: LayerSettings, layer: GroupedConv2D, shapes: readonly number[][]): LayerRecipe {
  const recipe = withWeights(layer, shapes);
  if (settings.activation() === 'linear') return recipe;
  const activation = layers.activation({ activation: activationOf(settings), name: settings.name });
  return { ...recipe, layers: [layer, activation] };
}

/** Keras 1 with channels first kept kernels as Theano did, [filter, channel, row, column]; since Keras 2 they are one way. */
function fromTheano(settings: LayerSettings, recipe: LayerRecipe, orders: readonly (readonly number[])[]): LayerRecipe {
  return settings.raw('dim_ordering') === 'th' ? stored(recipe, orders) : recipe;
}

/** A recipe whose first weights lie in the file with their axes in other orders: axis `a` of the file is axis `order[a]` here. */
function stored(recipe: LayerRecipe, orders: readonly (readonly number[])[]): LayerRecipe {
  const weightShapes = recipe.weightShapes.map(
    (shape, index) => orders[index]?.map((axis) => shape[axis] ?? 0) ?? shape,
  );
  const rearranged = (weights: readonly WeightArray[]) =>
    weights.map(({ values, shape }, index) => {
      const order = orders[index];
      if (!order) return values;
      return permuted(
        values,
        shape,
        Array.from(order, (_, axis) => order.indexOf(axis)),
      );
    });
  return { ...recipe, weightShapes, rearranged };
}

function windowOptions(settings: LayerSettings) {
  return {
    kernelSize: positive(settings, 'kernel_size', settings.pair('kernel_size')),
    strides: positive(settings, 'strides', settings.pair('strides', [1, 1])),
    padding: settings.padding(),
    useBias: settings.flag('use_bias', true),
  };
}

function biasShape(useBias: boolean, length: number): number[][] {
  return useBias ? [[length]] : [];
}
