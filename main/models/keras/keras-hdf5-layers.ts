import { Group } from 'h5wasm';
import { damaged } from './keras-contents.ts';
import { storedWeight, type StoredWeight } from './keras-hdf5-weight.ts';

/** The weights of one layer, in the order in which Keras saved them. */
export interface StoredLayer {
  readonly name: string;
  readonly weights: readonly StoredWeight[];
}

/**
 * Layers as `model.save_weights('x.h5')` of Keras 1 and 2 lists them, by name. Null when there is no such list.
 * @throws SteerscopeError `not-readable` when a weight in the list is missing.
 */
export function layersByName(path: string, root: Group): StoredLayer[] | null {
  const names = textListAttribute(root, 'layer_names');
  if (!names) return null;
  const layers = names.map((name) => {
    const group = root.get(name);
    const weightNames = group instanceof Group ? (textListAttribute(group, 'weight_names') ?? []) : [];
    return {
      name,
      weights: weightNames.map((weight) =>
        storedWeight(path, weight, `the weights ${weight} of layer ${name}`, (group as Group).get(weight)),
      ),
    };
  });
  return layers.filter((layer) => layer.weights.length > 0);
}

/** A list of names; Keras splits one that exceeds HDF5's 64 KiB into `name0`, `name1`, ... Null when there is none. */
function textListAttribute(group: Group, name: string): string[] | null {
  const { attrs } = group;
  const whole = attrs[name];
  const chunks = whole ? [whole] : [];
  if (!whole) for (let index = 0, chunk; (chunk = attrs[`${name}${String(index)}`]); index++) chunks.push(chunk);
  if (chunks.length === 0) return null;
  return chunks.flatMap((chunk) => {
    const { value } = chunk;
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  });
}

/** What Keras 2.12 called `layers`. */
const oldContainer = '_layer_checkpoint_dependencies';
/** A file can hold itself; no network is nested so deep, nor has so many groups. */
const maximumDepth = 40;
const maximumGroups = 20_000;

/**
 * Layers as the saving library of Keras 2.12 and later files them: `layers/conv2d_1/vars/0`. Named by their path without
 * `vars`, in the words of Keras 3. Null when there are none.
 * @throws SteerscopeError `not-readable` when the groups never end.
 */
export function layersBySavingPath(path: string, root: Group): StoredLayer[] | null {
  const container = [oldContainer, 'layers'].find((name) => root.get(name) instanceof Group);
  if (container === undefined) return null;
  const layers: StoredLayer[] = [];
  let groups = 0;
  const walk = (group: Group, name: string, isOldContainer: boolean, depth: number): void => {
    if (++groups > maximumGroups || depth > maximumDepth) throw damaged(path, 'its groups hold one another');
    const keys = group.keys();
    const names = isOldContainer ? recounted(keys) : keys;
    for (const [index, key] of keys.entries()) {
      const child = group.get(key);
      if (!(child instanceof Group)) continue;
      const weights = key === 'vars' ? variables(path, child, name) : [];
      if (weights.length > 0) layers.push({ name, weights });
      if (key === 'vars') continue;
      const isContainer = key === oldContainer;
      walk(child, `${name}/${isContainer ? 'layers' : (names[index] ?? key)}`, isContainer, depth + 1);
    }
  };
  walk(root.get(container) as Group, 'layers', container === oldContainer, 0);
  return layers;
}

/** The variables of one layer: `0`, `1`, ..., `10`, which HDF5 lists as text. */
function variables(path: string, vars: Group, layer: string): StoredWeight[] {
  return vars
    .keys()
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => storedWeight(path, key, `the weights ${key} of ${layer}`, vars.get(key)));
}

/**
 * Keras 2.12 met every layer with weights twice and counted both: `conv2d`, `conv2d_2`, `conv2d_4` for what later versions
 * call `conv2d`, `conv2d_1`, `conv2d_2`. It gave every layer a group, so the places among them are the right counts.
 */
function recounted(names: readonly string[]): string[] {
  const split = names.map((name) => {
    const [, kind = name, count = '0'] = /^(.*?)(?:_(\d+))?$/.exec(name) ?? [];
    return { kind, count: Number(count) };
  });
  return split.map(({ kind, count }) => {
    const place = split.filter((other) => other.kind === kind && other.count < count).length;
    return place === 0 ? kind : `${kind}_${String(place)}`;
  });
}
