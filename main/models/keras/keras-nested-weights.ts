import type { LayerWeights, WeightArray } from './keras-contents.ts';
import type { KerasLayer } from './keras-layer-config.ts';
import { weightNamesOf } from './keras-weight-names.ts';

/**
 * The weights of layers of networks inside the network, which Keras's HDF5 files hold under the name of the outermost
 * network, all in one list: first those that training changes, then the others (or, of a frozen network, layer after
 * layer); each under a name like `conv1/kernel:0`.
 */
export function nestedWeights(
  layers: readonly KerasLayer[],
  stored: readonly LayerWeights[],
): Map<string, readonly WeightArray[]> {
  const result = new Map<string, readonly WeightArray[]>();
  const byName = new Map(stored.map(({ name, weights }) => [name, weights]));
  const networks = new Map<string, KerasLayer[]>();
  for (const layer of layers) {
    const slash = layer.name.indexOf('/');
    if (slash < 0 || byName.has(layer.name)) continue;
    const own = byName.get(layer.name.slice(layer.name.lastIndexOf('/') + 1));
    const network = layer.name.slice(0, slash);
    if (byName.has(network)) networks.set(network, [...(networks.get(network) ?? []), layer]);
    // Keras 1 filed the layers of a network inside a Sequential as if they lay outside.
    else if (own) result.set(layer.name, own);
  }
  for (const [network, inside] of networks) {
    const weights = byName.get(network) ?? [];
    const found = weightsByName(inside, weights) ?? weightsByOrder(inside, weights);
    for (const [index, layer] of inside.entries()) {
      const own = found?.[index];
      if (own) result.set(layer.name, own);
    }
  }
  return result;
}

/** Null when a name is missing or stands for several weights. */
function weightsByName(inside: readonly KerasLayer[], weights: readonly WeightArray[]): WeightArray[][] | null {
  const byEnding = new Map<string, WeightArray | null>();
  for (const weight of weights) {
    const parts = weight.name.replace(/:\d+$/, '').split('/');
    // Under its last two names, its last three ...
    for (let from = 0; from <= parts.length - 2; from += 1) {
      const ending = parts.slice(from).join('/');
      byEnding.set(ending, byEnding.has(ending) ? null : weight);
    }
  }
  const result = inside.map((layer) => {
    const steps = layer.name.split('/');
    return weightNamesOf(layer).map(({ names }) => {
      for (let from = 0; from < steps.length; from += 1)
        for (const name of names) {
          const weight = byEnding.get(`${steps.slice(from).join('/')}/${name}`);
          if (weight) return weight;
        }
      return null;
    });
  });
  const flat = result.flat();
  const isWhole = flat.every((weight) => weight !== null) && new Set(flat).size === weights.length;
  return isWhole ? (result as WeightArray[][]) : null;
}

/** Null when there are more or fewer weights than the layers have. */
function weightsByOrder(inside: readonly KerasLayer[], weights: readonly WeightArray[]): WeightArray[][] | null {
  const slots = inside.flatMap((layer, index) =>
    weightNamesOf(layer).map(({ isTrained }) => ({ index, isTrained, layer })),
  );
  if (slots.length !== weights.length) return null;
  const isFrozen = ({ layer }: { layer: KerasLayer }): boolean => layer.config['trainable'] === false;
  const changing = slots.filter((slot) => slot.isTrained && !isFrozen(slot));
  const order = [...changing, ...slots.filter((slot) => !changing.includes(slot))];
  const result: WeightArray[][] = inside.map(() => []);
  for (const [place, { index }] of order.entries()) {
    const weight = weights[place];
    if (weight) result[index]?.push(weight);
  }
  return result;
}
