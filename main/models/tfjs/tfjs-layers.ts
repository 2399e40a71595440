import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { isRecord } from '../is-record.ts';
import type { KerasContents, LayerWeights, WeightArray } from '../keras/keras-contents.ts';
import { parseKerasJson } from '../keras/keras-json.ts';
import { openKerasModel } from '../keras/keras-model.ts';
import { savedLayers } from '../keras/keras-saving-paths.ts';
import type { Model, ModelFormat, OpenModelOptions } from '../model.ts';
import { readTfjsDescription } from './tfjs-description.ts';
import type { TfjsWeight } from './tfjs-weights.ts';

/** A Keras network as tensorflowjs_converter and TF.js itself write it: a model.json and files of weights beside it. */
export const tfjsLayersFormat: ModelFormat = {
  id: 'tfjs-layers',
  name: 'TF.js layers-models (model.json)',
  match: async (path) => (await readLayersJson(path)) !== null,
  open: openLayersModel,
};

async function openLayersModel(path: string, options: OpenModelOptions = {}): Promise<Model> {
  const file = await readLayersJson(path);
  if (!file) throw new Error(`${path} is no layers-model.`);
  // A network that TF.js saved says of itself that its Keras is tfjs-layers.
  const { keras_version: version, ...architecture } = kerasJsonIn(file.architecture) ?? {};
  if (typeof architecture['class_name'] !== 'string')
    throw new SteerscopeError(
      'not-a-network',
      `The architecture in this TF.js network is no Keras JSON: ${path}`,
      'Convert the network again.',
    );
  // With TF.js behind it, as in openKerasModel.
  const { readTfjsWeights } = await import('./tfjs-weights.ts');
  const weights = await readTfjsWeights(path, file.weightsManifest);
  const contents: KerasContents = {
    config: null,
    kerasVersion: [file.kerasVersion, version].find(isKerasVersion) ?? null,
    backend: 'tensorflow',
    naming: 'layer-names',
    layers: byLayer(
      named(weights, path).map(({ name, shape, values }) => ({ name, shape, values: Float32Array.from(values) })),
      savedLayers(architecture).map(({ layer }) => layer),
    ),
  };
  const source = { path, weightsPath: path, format: tfjsLayersFormat.id, container: 'as TF.js layers-model' };
  return openKerasModel(architecture, contents, source, options);
}

/** Early converters wrote the architecture as a text. */
function kerasJsonIn(architecture: unknown): Record<string, unknown> | null {
  if (typeof architecture === 'string') return parseKerasJson(architecture);
  return isRecord(architecture) && 'config' in architecture ? architecture : null;
}

const isKerasVersion = (version: unknown): version is string => typeof version === 'string' && /^\d/.test(version);

/** Weights with names of their own, by which their layers are found. */
function named(weights: readonly TfjsWeight[], path: string): readonly TfjsWeight[] {
  if (new Set(weights.map(({ name }) => name)).size === weights.length) return weights;
  throw new SteerscopeError(
    'unsupported-network',
    `Several weights in this TF.js network have the same name, so that they cannot be told apart: ${path}`,
    'Give the layers of the networks inside it names of their own and convert it again.',
  );
}

/** Weights are called `conv2d/kernel`; the layer's name may have others before it, of networks around it. */
function byLayer(weights: readonly WeightArray[], layers: readonly string[]): LayerWeights[] {
  const found = new Map<string, WeightArray[]>();
  const known = new Set(layers);
  for (const weight of weights) {
    const layer = layerOf(weight.name.split('/').slice(0, -1), known);
    found.set(layer, [...(found.get(layer) ?? []), weight]);
  }
  return [...found].map(([name, weights]) => ({ name, weights }));
}

function layerOf(names: readonly string[], known: ReadonlySet<string>): string {
  const fromSome = names.map((_, first) => names.slice(first).join('/')).find((path) => known.has(path));
  if (fromSome !== undefined) return fromSome;
  const inside = [...known].filter((layer) => layer.endsWith(`/${names.at(-1) ?? ''}`));
  return inside.length === 1 ? (inside[0] ?? '') : names.join('/');
}

interface LayersJson {
  readonly architecture: unknown;
  readonly kerasVersion: unknown;
  readonly weightsManifest: unknown;
}

/** The parts of a TF.js layers-model's JSON; null for any other file, a TF.js graph-model among them. */
async function readLayersJson(path: string): Promise<LayersJson | null> {
  const description = await readTfjsDescription(path);
  if (description === null) return null;
  const { format, modelTopology, weightsManifest } = description;
  const isLayers = 'model_config' in modelTopology || 'class_name' in modelTopology;
  if (format === undefined ? !isLayers : format !== 'layers-model') return null;
  const architecture = modelTopology['model_config'] ?? modelTopology;
  return { architecture, kerasVersion: modelTopology['keras_version'], weightsManifest };
}
