import { layers } from '@tensorflow/tfjs-layers';
import type { LayerSettings } from './keras-layer-config.ts';
import { withWeights, type Recipes } from './keras-recipe.ts';

/** Layers that normalise by weights. */
export const normalisingLayers: Recipes = {
  BatchNormalization: (settings, inputShape) => {
    if (settings.integer('mode', 0) !== 0)
      throw settings.unsupported('normalises by the statistics of each batch (mode 1 or 2 of Keras 1)');
    const written = singleAxis(settings);
    const axis = written < 0 ? written + inputShape.length : written;
    const [scale, center] = [settings.flag('scale', true), settings.flag('center', true)];
    const size = inputShape.at(axis) ?? 0;
    const epsilon = settings.number('epsilon', 1e-3);
    const shapes = Array.from({ length: 2 + Number(scale) + Number(center) }, () => [size]);
    const rank = inputShape.length;
    const options = { scale, center, epsilon };
    if (axis === rank - 1)
      return withWeights(layers.batchNormalization({ ...options, axis: -1, name: settings.name }), shapes);
    // TF.js on WebAssembly normalises the last axis only.
    const others = Array.from({ length: rank - 1 }, (_, index) => index + 1).filter((one) => one !== axis);
    const dims = [...others, axis];
    const back = Array.from({ length: rank - 1 }, (_, index) => dims.indexOf(index + 1) + 1);
    const weighted = layers.batchNormalization({ ...options, axis: -1, name: `${settings.name}/normalised` });
    const moved = layers.permute({ dims, name: `${settings.name}/moved` });
    return {
      layers: [moved, weighted, layers.permute({ dims: back, name: settings.name })],
      weighted,
      weightShapes: shapes,
      detail: '',
    };
  },
  LayerNormalization: (settings, inputShape) => {
    if (settings.raw('rms_scaling') === true) throw settings.unsupported('scales by the root mean square');
    const written = settings.raw('axis') ?? -1;
    const axes = (Array.isArray(written) ? settings.integers('axis') : [written as number])
      .map((axis) => (axis < 0 ? axis + inputShape.length : axis))
      .toSorted((a, b) => a - b);
    const first = axes[0] ?? 0;
    if (first < 1 || !axes.every((axis, index) => axis === first + index) || axes.at(-1) !== inputShape.length - 1)
      throw settings.unsupported('normalises other axes than the last ones');
    const [scale, center] = [settings.flag('scale', true), settings.flag('center', true)];
    const epsilon = settings.number('epsilon', 1e-3);
    const shape = axes.map((axis) => inputShape[axis] ?? 0);
    return withWeights(
      layers.layerNormalization({ axis: axes, scale, center, epsilon, name: settings.name }),
      Array.from({ length: Number(scale) + Number(center) }, () => shape),
    );
  },
};

function singleAxis(settings: LayerSettings): number {
  const axis = settings.raw('axis') ?? -1;
  const single: unknown = Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
  if (typeof single !== 'number' || !Number.isInteger(single)) throw settings.unsupported('normalises several axes');
  return single;
}
