import type { Problem } from '../../../shared/problem.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { LayerWeights, WeightArray } from './keras-contents.ts';
import type { KerasNetwork } from './keras-json.ts';
import type { KerasLayer } from './keras-layer-config.ts';
import { nestedWeights } from './keras-nested-weights.ts';
import { hasWeights } from './keras-weight-names.ts';

/** Where each layer's weights are, and a remark when they had to be told apart by order. */
export interface WeightMatch {
  weightsOf(layer: string): readonly WeightArray[];
  readonly problems: readonly Problem[];
}

/**
 * Finds each layer's weights: by name, or as Keras itself does by order where no name agrees (the architecture and the
 * weights came from two runs of the script, `conv2d_1` and `conv2d_6`). Layers of networks inside the network have theirs
 * under their own name (`mobilenet/conv1`), under that of the network (`mobilenet`), or, of Keras 1, as if they lay outside.
 * @throws SteerscopeError `not-a-network` when neither works.
 */
export function matchWeights(network: KerasNetwork, stored: readonly LayerWeights[], path: string): WeightMatch {
  const needing = network.layers.filter(hasWeights);
  const byName = new Map<string, readonly WeightArray[]>([
    ...stored.map(({ name, weights }) => [name, weights] as const),
    ...nestedWeights(needing, stored),
  ]);
  const found = (layer: KerasLayer): boolean => byName.has(layer.name);
  const isTheano = network.layers.some(({ config }) => config['dim_ordering'] === 'th');
  const problems = isTheano ? [kernelsAssumed] : [];
  if (needing.every(found)) return { weightsOf: (layer) => byName.get(layer) ?? [], problems };
  const [missing] = needing.filter((layer) => !found(layer));
  if (needing.length !== stored.length)
    throw new SteerscopeError(
      'not-a-network',
      `Layer ${missing?.name ?? ''} has no weights in this file (${String(needing.length)} layers need weights, ${String(stored.length)} have some): ${path}`,
      'Check that the weights belong to this architecture, and that the file is complete.',
    );
  const byOrder = new Map(needing.map((layer, index) => [layer.name, stored[index]?.weights ?? []]));
  const problem: Problem = {
    severity: 'info',
    code: 'weights-by-order',
    message: `The weights are stored under other layer names (${stored[0]?.name ?? ''} for ${needing[0]?.name ?? ''}) and were taken in order, as Keras does.`,
    place: null,
    frame: null,
  };
  return { weightsOf: (layer) => byOrder.get(layer) ?? [], problems: [...problems, problem] };
}

/** Keras 1 did not write which backend it ran on. */
const kernelsAssumed: Problem = {
  severity: 'info',
  code: 'kernels-assumed',
  message:
    'The network takes channels first, in the way of Keras 1, which Theano and TensorFlow shared; its kernels were taken as TensorFlow slides them. Trained on Theano, they would have to be turned round.',
  place: null,
  frame: null,
};
