import type { LambdaStep } from '../../../shared/lambda-step.ts';
import { isRecord } from '../is-record.ts';
import { inKeras2Words } from './keras-1-layers.ts';
import { callsCountedFrom } from './keras-call-numbers.ts';
import { malformedArchitecture } from './keras-inputs.ts';
import type { KerasLayer } from './keras-layer-config.ts';
import { callsOf, referencesIn, TensorReference, withTensors, type CallArguments } from './keras-references.ts';

type Config = Readonly<Record<string, unknown>>;

/** An input of a network: its name, and its shape with the batch axis as it is written, whatever that is. */
export interface ContainerInput {
  readonly name: string;
  readonly shape: unknown;
}

/** A layer, or a network as a layer, and the calls of it. */
export interface Member {
  /** Inside its container. */
  readonly name: string;
  readonly made: { readonly layer: KerasLayer } | { readonly container: Container };
  readonly calls: readonly CallArguments[];
}

/** A Sequential or functional network, by itself or as a layer of another. */
export interface Container {
  readonly inputs: readonly ContainerInput[];
  /** In the order of the file, input layers left out. */
  readonly members: readonly Member[];
  readonly outputs: readonly TensorReference[];
}

/** What holds for the whole file. */
export interface FileContext {
  readonly path: string;
  readonly kerasVersion: string | null;
  /** What Lambda layers do, by name, where it is stated by hand. */
  readonly lambdas: Readonly<Record<string, readonly LambdaStep[]>>;
  /** Layers seen so far, those of all networks in networks. */
  readonly seen: { layers: number };
}

/** The largest published image networks have a few hundred, in two or three levels. */
const maximumLayers = 2000;
const maximumDepth = 8;

export function isContainerClass(className: unknown): className is 'Sequential' | 'Model' | 'Functional' {
  return className === 'Sequential' || className === 'Model' || className === 'Functional';
}

/**
 * Reads the settings of a network of class `className`; `prefix` goes before the names of its layers.
 * @throws SteerscopeError `not-a-network`.
 */
export function readContainer(
  className: string,
  config: unknown,
  context: FileContext,
  prefix = '',
  depth = 0,
): Container {
  const entries = Array.isArray(config) ? config : isRecord(config) ? config['layers'] : null;
  if (!Array.isArray(entries) || entries.length === 0) throw malformedArchitecture(context.path, 'it lists no layers');
  context.seen.layers += entries.length;
  if (context.seen.layers > maximumLayers)
    throw malformedArchitecture(context.path, `it lists ${String(context.seen.layers)} layers and perhaps more`);
  if (!entries.every(isRecord)) throw malformedArchitecture(context.path, 'it lists no layers');
  if (depth > maximumDepth) throw malformedArchitecture(context.path, 'networks lie in networks too deep');
  const read = entries.map((entry) => readMember(entry, context, prefix, depth));
  const names = new Set<string>();
  for (const { name } of read) {
    if (names.has(name)) throw malformedArchitecture(context.path, `two layers are called ${name}`);
    names.add(name);
  }
  const settings = isRecord(config) ? config : {};
  if (className !== 'Sequential') return connected(read, settings, context);
  const branches = branchesOf(read[0]);
  if (branches.length === 0) return chained(read, settings);
  return joined(
    read,
    branches.map((branch, index) => ({
      name: `branch-${String(index + 1)}`,
      container: readContainer(String(branch['class_name']), branch['config'], context, prefix, depth + 1),
    })),
  );
}

export interface ReadMember extends Member {
  readonly className: string;
  readonly config: Config;
  /** Whether its calls are written as Keras 3 does. */
  readonly isOfKeras3: boolean;
}

function readMember(entry: Config, context: FileContext, prefix: string, depth: number): ReadMember {
  const { class_name: writtenAs, config, module } = entry;
  const { path, kerasVersion, lambdas } = context;
  if (typeof writtenAs !== 'string' || (!isRecord(config) && !Array.isArray(config)))
    throw malformedArchitecture(path, 'a layer has no class or no settings');
  const settings: Config = isRecord(config) ? config : {};
  // A Sequential of Keras 1 is a bare list without a name.
  const name =
    entry['name'] ?? settings['name'] ?? (Array.isArray(config) ? `sequential_of_${config.length}` : undefined);
  if (typeof name !== 'string' || name === '')
    throw malformedArchitecture(path, `a layer of class ${writtenAs} has no name`);
  const nodes: unknown = entry['inbound_nodes'];
  const calls = callsOf(nodes);
  const isOfKeras3 = Array.isArray(nodes) && nodes.some(isRecord);
  const fullName = prefix + name;
  if (isContainerClass(writtenAs)) {
    const container = readContainer(writtenAs, config, context, `${fullName}/`, depth + 1);
    return { name, made: { container }, calls, className: writtenAs, config: settings, isOfKeras3 };
  }
  const words = inKeras2Words(writtenAs, settings, kerasVersion);
  const stated = Object.hasOwn(lambdas, fullName) ? lambdas[fullName] : undefined;
  const layer: KerasLayer = {
    name: fullName,
    writtenAs,
    className: words.className,
    module: typeof module === 'string' ? module : '',
    config: words.config,
    ...(stated ? { stated } : {}),
  };
  return { name, made: { layer }, calls, className: words.className, config: settings, isOfKeras3 };
}

function chained(read: readonly ReadMember[], settings: Config): Container {
  const [first] = read;
  const isInput = first?.className === 'InputLayer';
  const rest = isInput ? read.slice(1) : read;
  let previous = isInput ? first.name : `${first?.name ?? ''}_input`;
  const inner = first && 'container' in first.made ? first.made.container.inputs[0]?.shape : undefined;
  const shape = shapeIn(first?.config ?? {}) ?? settings['build_input_shape'] ?? inner;
  const inputs = [{ name: previous, shape }];
  const members = rest.map(({ name, made }) => {
    const reference = new TensorReference(previous, 0, 0);
    previous = name;
    return { name, made, calls: [{ positional: [reference], keywords: {} }] };
  });
  return { inputs, members, outputs: [new TensorReference(previous, 0, 0)] };
}

/** Keras 1: the networks that a Merge at the start of a Sequential joins. */
function branchesOf(first: ReadMember | undefined): Config[] {
  const branches =
    first && 'layer' in first.made && first.made.layer.writtenAs === 'Merge' ? first.config['layers'] : [];
  return Array.isArray(branches)
    ? branches.filter(isRecord).filter(({ class_name: name }) => isContainerClass(name))
    : [];
}

function joined(
  read: readonly ReadMember[],
  branches: readonly { readonly name: string; readonly container: Container }[],
): Container {
  const inputs = branches.flatMap(({ name, container }) =>
    container.inputs.map((input, index) => ({ name: `${name}-input-${String(index + 1)}`, shape: input.shape })),
  );
  let taken = 0;
  const members: Member[] = branches.map(({ name, container }) => {
    const given = inputs.slice(taken, (taken += container.inputs.length));
    const positional = given.map((input) => new TensorReference(input.name, 0, 0));
    return { name, made: { container }, calls: [{ positional, keywords: {} }] };
  });
  let references = branches.map(({ name }) => new TensorReference(name, 0, 0));
  for (const { name, made } of read) {
    members.push({ name, made, calls: [{ positional: references, keywords: {} }] });
    references = [new TensorReference(name, 0, 0)];
  }
  return { inputs, members, outputs: references };
}

function connected(read: readonly ReadMember[], settings: Config, { path }: FileContext): Container {
  const inputLayers = read.filter(({ className }) => className === 'InputLayer');
  const listed = referencesIn(settings['input_layers']).map(({ layer }) => layer);
  const order = listed.length > 0 ? listed : inputLayers.map(({ name }) => name);
  const inputs = order.map((name) => {
    const found = inputLayers.find((layer) => layer.name === name);
    if (!found) throw malformedArchitecture(path, `its input ${name} is no input layer`);
    return { name, shape: shapeIn(found.config) };
  });
  const written = referencesIn(settings['output_layers']);
  if (written.length === 0) throw malformedArchitecture(path, 'it names no output');
  const layers = read.filter(({ className }) => className !== 'InputLayer');
  const [inCalls, inOutputs] = callsCountedFrom(layers, written);
  const counted = (from: ReadonlyMap<string, number>) => (reference: TensorReference) =>
    new TensorReference(reference.layer, reference.call - (from.get(reference.layer) ?? 0), reference.output);
  const members = layers.map(({ name, made, calls }) => ({
    name,
    made,
    calls: calls.map((given) => withTensors(given, counted(inCalls)) as CallArguments),
  }));
  return { inputs, members, outputs: written.map(counted(inOutputs)) };
}

function shapeIn(config: Config): unknown {
  return config['batch_input_shape'] ?? config['batch_shape'];
}
