import type { KerasLayer } from './keras-layer-config.ts';

/** A weight of a layer, by the names that versions of Keras give it, and whether training changes it. */
export interface WeightName {
  readonly names: readonly string[];
  readonly isTrained: boolean;
}

const trained = (...names: readonly string[]): WeightName => ({ names, isTrained: true });
const counted = (...names: readonly string[]): WeightName => ({ names, isTrained: false });

const bias = trained('bias', 'b');

/** The weights that `layer` has, in Keras's order. */
export function weightNamesOf({ className, config }: KerasLayer): readonly WeightName[] {
  const withBias = (...weights: readonly WeightName[]) => (config['use_bias'] === false ? weights : [...weights, bias]);
  const scaled = [
    ...(config['scale'] === false ? [] : [trained('gamma')]),
    ...(config['center'] === false ? [] : [trained('beta')]),
  ];
  switch (className) {
    case 'Conv2D':
    case 'Conv2DTranspose':
    case 'Dense':
      return withBias(trained('kernel', 'W'));
    case 'DepthwiseConv2D':
      return withBias(trained('depthwise_kernel', 'kernel'));
    case 'SeparableConv2D':
      return withBias(trained('depthwise_kernel'), trained('pointwise_kernel'));
    case 'BatchNormalization':
      return [...scaled, counted('moving_mean', 'running_mean'), counted('moving_variance', 'running_std')];
    case 'LayerNormalization':
      return scaled;
    case 'PReLU':
      return [trained('alpha', 'alphas')];
    case 'Normalization':
      return config['mean'] === null || config['mean'] === undefined
        ? [counted('mean'), counted('variance'), counted('count')]
        : [];
    default:
      return [];
  }
}

export function hasWeights(layer: KerasLayer): boolean {
  return weightNamesOf(layer).length > 0;
}
