import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { isRecord } from './is-record.ts';
import { inKeras2Words } from './keras-1-layers.ts';
import type { KerasLayer } from './keras-layer-config.ts';

/** A Keras network's architecture as a graph, without weights. */
export interface KerasNetwork {
  readonly name: string;
  readonly kerasVersion: string | null;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  /** Each after those whose outputs it takes, but for the input layer, which is not among them. */
  readonly layers: readonly KerasLayer[];
  /** Names of the layers whose outputs are the network's. */
  readonly outputs: readonly string[];
}

/** The largest published image networks have a few hundred. */
const maximumLayers = 2000;

/** JSON text as a Keras architecture; some scripts wrapped it in JSON twice. Null when it is something else. */
export function parseKerasJson(text: string): Record<string, unknown> | null {
  let value: unknown = text;
  for (let wrapping = 0; wrapping < 2 && typeof value === 'string'; wrapping++) {
    try {
      value = JSON.parse(value);
    } catch {
      return null;
    }
  }
  return isRecord(value) && typeof value['class_name'] === 'string' && 'config' in value ? value : null;
}

/**
 * The architecture in `json` (`model.to_json()`, or the attribute `model_config`), of Keras 1, 2 or 3; the HDF5 file
 * names its version outside the JSON.
 * @throws SteerscopeError `unsupported-network`, `not-a-network`.
 */
export function readKerasJson(
  json: Readonly<Record<string, unknown>>,
  path: string,
  versionOfFile: string | null = null,
): KerasNetwork {
  const kerasVersion = versionOfFile ?? (typeof json['keras_version'] === 'string' ? json['keras_version'] : null);
  const { class_name: className, config } = json;
  const isSequential = className === 'Sequential';
  if (!isSequential && className !== 'Model' && className !== 'Functional')
    throw new SteerscopeError(
      'unsupported-network',
      `This Keras network is of the class ${String(className)}, which only its own Python code can build: ${path}`,
      'Export it to ONNX from the script that defines the class.',
    );
  const entries = Array.isArray(config) ? config : isRecord(config) ? config['layers'] : null;
  if (!Array.isArray(entries) || entries.length === 0 || !entries.every(isRecord))
    throw malformed(path, 'it lists no layers');
  if (entries.length > maximumLayers) throw malformed(path, `it lists ${String(entries.length)} layers`);
  const settings = isRecord(config) ? config : {};
  const name = typeof settings['name'] === 'string' ? settings['name'] : 'network';
  const read = entries.map((entry) => readLayer(entry, kerasVersion, path));
  const duplicate = read.find(({ name }, index) => read.findIndex((other) => other.name === name) !== index);
  if (duplicate) throw malformed(path, `two layers are called ${duplicate.name}`);
  return { name, kerasVersion, ...(isSequential ? inSequence(read, settings, path) : asGraph(read, settings, path)) };
}

interface ReadLayer extends Omit<KerasLayer, 'inputs'> {
  /** Calls of the layer, each with the names of what it takes. */
  readonly calls: readonly (readonly string[])[];
}

function readLayer(entry: Readonly<Record<string, unknown>>, kerasVersion: string | null, path: string): ReadLayer {
  const { class_name: writtenAs, config } = entry;
  if (typeof writtenAs !== 'string' || !isRecord(config)) throw malformed(path, 'a layer has no class or no settings');
  const name = entry['name'] ?? config['name'];
  if (typeof name !== 'string' || name === '') throw malformed(path, `a layer of class ${writtenAs} has no name`);
  const nodes = entry['inbound_nodes'];
  const calls = Array.isArray(nodes) ? nodes.map((node) => namesInNode(node, 0)) : [];
  const words = inKeras2Words(writtenAs, config);
  // Keras 3 gave this name to another function, relu6(x + 3) / 6.
  const isOther = config['activation'] === 'hard_sigmoid' && Number(kerasVersion?.split('.')[0]) >= 3;
  const activation = isOther ? { activation: 'hard_sigmoid of Keras 3' } : {};
  return { name, writtenAs, className: words.className, config: { ...words.config, ...activation }, calls };
}

/** Names in `[["conv2d_1", 0, 0, {}], ...]` of Keras 1 and 2, or `{ args: [{ keras_history: ["conv2d_1", 0, 0] }] }` of Keras 3. */
function namesInNode(node: unknown, depth: number): string[] {
  if (depth > 8) return [];
  if (Array.isArray(node)) {
    const [first, second] = node as unknown[];
    if (typeof first === 'string' && typeof second === 'number') return [first];
    return node.flatMap((part) => namesInNode(part, depth + 1));
  }
  if (!isRecord(node)) return [];
  const history = isRecord(node['config']) ? node['config']['keras_history'] : undefined;
  return namesInNode(history ?? node['args'], depth + 1);
}

type Graph = Pick<KerasNetwork, 'input' | 'layers' | 'outputs'>;

function inSequence(read: readonly ReadLayer[], settings: Readonly<Record<string, unknown>>, path: string): Graph {
  const [first] = read;
  const layers = first?.className === 'InputLayer' ? read.slice(1) : read;
  const inputName = first?.className === 'InputLayer' ? first.name : `${first?.name ?? ''}_input`;
  let previous = inputName;
  const chained = layers.map(({ calls: _, ...layer }) => {
    const inputs = [previous];
    previous = layer.name;
    return { ...layer, inputs };
  });
  const input = { name: inputName, shape: inputShape(first?.config ?? {}, settings['build_input_shape'], path) };
  return { input, layers: chained, outputs: [previous] };
}

function asGraph(read: readonly ReadLayer[], settings: Readonly<Record<string, unknown>>, path: string): Graph {
  const inputs = read.filter((layer) => layer.className === 'InputLayer');
  const [first] = inputs;
  if (!first || inputs.length > 1)
    throw new SteerscopeError(
      'unsupported-network',
      `This network takes ${String(inputs.length)} inputs; Steerscope shows networks that take one picture: ${path}`,
      'Export the part that takes the picture as a network of its own.',
    );
  const outputs = namesInOutputs(settings['output_layers']);
  const waiting = new Map(read.filter((layer) => layer !== first).map((layer) => [layer.name, layer]));
  const placed = new Set([first.name]);
  const layers: KerasLayer[] = [];
  while (waiting.size > 0) {
    const next = [...waiting.values()].filter(({ calls }) => calls.flat().every((name) => placed.has(name)));
    const [stuck] = waiting.values();
    if (next.length === 0 && stuck)
      throw malformed(path, `layer ${stuck.name} takes its input from itself or from a layer that is not there`);
    for (const { calls, ...layer } of next) {
      const [inputsOfLayer] = calls;
      if (!inputsOfLayer || inputsOfLayer.length === 0 || calls.length > 1)
        throw new SteerscopeError(
          'unsupported-network',
          `Layer ${layer.name} is used ${String(calls.length)} times; Steerscope reads networks that use each layer once: ${path}`,
          'Export the network to ONNX.',
        );
      layers.push({ ...layer, inputs: inputsOfLayer });
      placed.add(layer.name);
      waiting.delete(layer.name);
    }
  }
  if (outputs.length === 0 || !outputs.every((name) => placed.has(name))) throw malformed(path, 'it names no output');
  return { input: { name: first.name, shape: inputShape(first.config, undefined, path) }, layers, outputs };
}

/** `[["dense_4", 0, 0]]`, or `["dense_4", 0, 0]` of Keras 3. */
function namesInOutputs(outputs: unknown): string[] {
  return namesInNode(outputs, 0);
}

/** The input's shape without the batch axis; it must be a picture of fixed size. */
function inputShape(config: Readonly<Record<string, unknown>>, built: unknown, path: string): number[] {
  const withBatch = config['batch_input_shape'] ?? config['batch_shape'] ?? built;
  if (!Array.isArray(withBatch))
    throw new SteerscopeError(
      'unsupported-network',
      `This network does not say what size its input has: ${path}`,
      'Give the first layer an input_shape and save it again.',
    );
  const shape = withBatch.slice(1) as unknown[];
  const isPicture = shape.length === 3;
  const sizes = shape.filter((size) => Number.isInteger(size) && (size as number) >= 1 && (size as number) <= 16384);
  if (!isPicture || sizes.length !== shape.length)
    throw new SteerscopeError(
      'unsupported-network',
      `This network takes an input of shape [${shape.map((size) => String(size ?? 'any')).join(', ')}], not one picture of fixed size [height, width, channels]: ${path}`,
      isPicture
        ? 'Save the network with the input size that it is used with.'
        : 'Steerscope shows networks that steer from a single picture.',
    );
  return sizes as number[];
}

function malformed(path: string, reason: string): SteerscopeError {
  return new SteerscopeError(
    'not-a-network',
    `The Keras architecture in this file is malformed, ${reason}: ${path}`,
    'Save the network again with model.save() or model.to_json().',
  );
}
