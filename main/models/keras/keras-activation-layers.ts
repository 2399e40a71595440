import { layers } from '@tensorflow/tfjs-layers';
import '../layers/layers-activation-functions.ts';
import { activationOf, plain, shortNumber, type Recipes } from './keras-recipe.ts';
import { ScaledElu, ShapedRelu } from '../layers/layers-shaped-relu.ts';

/** Layers that are an activation and nothing else. */
export const activationLayers: Recipes = {
  Activation: (settings) => plain(layers.activation({ activation: activationOf(settings), name: settings.name })),
  ELU: (settings) => {
    const alpha = settings.number('alpha', 1);
    if (alpha === 1) return plain(layers.elu({ name: settings.name }));
    return plain(new ScaledElu({ alpha, name: settings.name }), `alpha ${shortNumber(alpha)}`);
  },
  LeakyReLU: (settings) => {
    const alpha = settings.number('alpha', settings.number('negative_slope', 0.3));
    return plain(layers.leakyReLU({ alpha, name: settings.name }), `alpha ${shortNumber(alpha)}`);
  },
  ReLU: (settings) => {
    const slope = settings.number('negative_slope', 0);
    const threshold = settings.number('threshold', 0);
    const written = settings.raw('max_value');
    const highest = written === null || written === undefined ? null : settings.number('max_value', 0);
    const { name } = settings;
    if (threshold === 0 && highest === null && slope !== 0) return plain(layers.leakyReLU({ alpha: slope, name }));
    if (threshold === 0 && slope === 0)
      return plain(layers.reLU({ ...(highest === null ? {} : { maxValue: highest }), name }));
    const detail = `threshold ${shortNumber(threshold)}, slope ${shortNumber(slope)}`;
    return plain(new ShapedRelu({ highest, slope, threshold, name }), detail);
  },
  ThresholdedReLU: (settings) =>
    plain(layers.thresholdedReLU({ theta: settings.number('theta', 1), name: settings.name })),
  Softmax: (settings, inputShape) => {
    const axis = settings.raw('axis') ?? -1;
    const single: unknown = Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
    if (single !== -1 && single !== inputShape.length - 1)
      throw settings.unsupported('normalises along another axis than the last');
    return plain(layers.softmax({ axis: -1, name: settings.name }));
  },
};
