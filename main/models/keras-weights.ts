import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { LayerWeights, WeightArray } from './keras-contents.ts';
import type { KerasNetwork } from './keras-json.ts';
import { weightedLayers } from './keras-weighted-layers.ts';

/** Where each layer's weights are, and a remark when they had to be told apart by order. */
export interface WeightMatch {
  weightsOf(layer: string): readonly WeightArray[];
  readonly problems: readonly Problem[];
}

/**
 * Finds each layer's weights: by name, or as Keras itself does by order where no name agrees (the architecture and the
 * weights came from two runs of the script, `conv2d_1` and `conv2d_6`).
 * @throws SteerscopeError `not-a-network` when neither works.
 */
export function matchWeights(network: KerasNetwork, stored: readonly LayerWeights[], path: string): WeightMatch {
  const byName = new Map(stored.map((layer) => [layer.name, layer.weights]));
  const needing = network.layers.filter((layer) => Object.hasOwn(weightedLayers, layer.className));
  const missing = needing.filter((layer) => !byName.has(layer.name));
  if (missing.length === 0) return { weightsOf: (layer) => byName.get(layer) ?? [], problems: [] };
  if (needing.length !== stored.length)
    throw new SteerscopeError(
      'not-a-network',
      `Layer ${missing[0]?.name ?? ''} has no weights in this file (${String(needing.length)} layers need weights, ${String(stored.length)} have some): ${path}`,
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
  return { weightsOf: (layer) => byOrder.get(layer) ?? [], problems: [problem] };
}
