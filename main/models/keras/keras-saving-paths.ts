import { isRecord } from '../is-record.ts';
import type { LayerWeights } from './keras-contents.ts';

/** One layer of a network, nested ones among them. */
export interface SavedLayer {
  /** Names of the networks around it and its own: `outer/inner`. */
  readonly layer: string;
  /** Where the saving library puts its weights: `layers/functional/layers/conv2d_1`. */
  readonly savingPath: string;
}

/** Deeper nesting is no network but an attack. */
const maximumDepth = 16;

/**
 * Every layer in a network's JSON with the path of its weights in `model.weights.h5` and `*.weights.h5` of Keras 2.12 and
 * later: below `layers`, under its class in snake case, counted by class in the order of the list, since names of layers
 * differ from run to run (`_save_container_state` in saving_lib.py of Keras). The layer that a wrapper holds is
 * at the wrapper's `layer` and goes by the wrapper's name.
 */
export function savedLayers(json: Readonly<Record<string, unknown>>): SavedLayer[] {
  return layersOf(json, '', 'layers', 0);
}

/** Weights that the saving library filed by path, under the names of the layers that they belong to. */
export function namedByLayer(
  json: Readonly<Record<string, unknown>>,
  stored: readonly LayerWeights[],
): readonly LayerWeights[] {
  const byPath = new Map(stored.map((layer) => [layer.name, layer.weights]));
  const byLayer = new Map<string, LayerWeights['weights']>();
  for (const { layer, savingPath } of savedLayers(json)) {
    const weights = byPath.get(savingPath);
    if (weights) byLayer.set(layer, [...(byLayer.get(layer) ?? []), ...weights]);
  }
  return [...byLayer].map(([name, weights]) => ({ name, weights }));
}

function layersOf(
  model: Readonly<Record<string, unknown>>,
  outerName: string,
  container: string,
  depth: number,
): SavedLayer[] {
  const seen = new Map<string, number>();
  return entriesOf(model).flatMap((entry) => {
    const { class_name: className, config } = entry;
    if (typeof className !== 'string' || !isRecord(config) || isOperation(entry)) return [];
    const kind = snakeCase(className);
    const before = seen.get(kind) ?? 0;
    seen.set(kind, before + 1);
    const layer = `${outerName}${String(entry['name'] ?? config['name'])}`;
    const savingPath = `${container}/${kind}${before === 0 ? '' : `_${String(before)}`}`;
    const inner = depth < maximumDepth ? layersOf(entry, `${layer}/`, `${savingPath}/layers`, depth + 1) : [];
    return [
      { layer, savingPath },
      ...('layer' in config ? [{ layer, savingPath: `${savingPath}/layer` }] : []),
      ...inner,
    ];
  });
}

/** The layers in the JSON of a network; none for any other layer. Keras 1 and early Keras 2 wrote a Sequential as a bare list. */
function entriesOf({ config }: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const entries = isRecord(config) ? config['layers'] : config;
  return Array.isArray(entries) ? entries.filter(isRecord) : [];
}

/** Keras 3 lists functions as `keras.ops.add` among the layers, but does not count them as such. */
function isOperation({ module }: Readonly<Record<string, unknown>>): boolean {
  return typeof module === 'string' && module.split('.').includes('ops');
}

/** `SeparableConv2D` as `separable_conv2d`, by the two substitutions of Keras's `to_snake_case`. */
function snakeCase(className: string): string {
  return className
    .replaceAll(/\W+/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
