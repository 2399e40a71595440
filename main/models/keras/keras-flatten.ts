import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import type { Container, Member } from './keras-container.ts';
import { malformedArchitecture } from './keras-inputs.ts';
import type { KerasLayer } from './keras-layer-config.ts';
import { isReference, tensorsIn, withTensors, type CallArguments, type TensorReference } from './keras-references.ts';

/** A tensor of the flat network, by its name: the input's, or that of the call that gives it. */
export class NamedTensor {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** One call of a layer in the flat network. */
export interface KerasCall {
  readonly layer: KerasLayer;
  /** Unique; the layer's own for its first call. */
  readonly name: string;
  /** Names of the tensors among its arguments, in order. */
  readonly inputs: readonly string[];
  readonly arguments: CallArguments<NamedTensor>;
}

/** Networks that call each other's layers again and again grow without bound. */
const maximumCalls = 4000;

const isNamed = (value: unknown): value is NamedTensor => value instanceof NamedTensor;

/**
 * The calls of all layers of a network, those of networks inside it among them, each after those whose outputs it takes;
 * and the names of the network's outputs.
 * @throws SteerscopeError `not-a-network`, `unsupported-network`.
 */
export function flatCalls(network: Container, path: string): { calls: KerasCall[]; outputs: string[] } {
  const calls: KerasCall[] = [];
  const timesCalled = new Map<KerasLayer, number>();

  function call(layer: KerasLayer, given: CallArguments<NamedTensor>): NamedTensor {
    if (calls.length >= maximumCalls) throw malformedArchitecture(path, 'its layers are called too often');
    const times = (timesCalled.get(layer) ?? 0) + 1;
    timesCalled.set(layer, times);
    const name = times === 1 ? layer.name : `${layer.name}/call-${times}`;
    const inputs = tensorsIn([given.positional, given.keywords], isNamed).map((tensor) => tensor.name);
    if (inputs.length === 0) throw malformedArchitecture(path, `layer ${layer.name} takes nothing`);
    calls.push({ layer, name, inputs, arguments: given });
    return new NamedTensor(name);
  }

  function run(container: Container, inputs: readonly NamedTensor[]): NamedTensor[] {
    const values = new Map(container.inputs.map(({ name }, index) => [keyOf(name, 0, 0), inputs[index]]));
    const isThere = (reference: TensorReference): boolean => values.has(keyOf(reference));
    const valueOf = (reference: TensorReference): NamedTensor => {
      const value = values.get(keyOf(reference));
      if (value) return value;
      throw malformedArchitecture(path, `layer ${reference.layer} is taken from, but gives nothing`);
    };
    let waiting = container.members.flatMap((member) => member.calls.map((given, index) => ({ member, given, index })));
    while (waiting.length > 0) {
      const still: typeof waiting = [];
      for (const one of waiting) {
        if (!tensorsIn([one.given.positional, one.given.keywords], isReference).every(isThere)) {
          still.push(one);
          continue;
        }
        const outputs = give(one.member, withTensors(one.given, valueOf) as CallArguments<NamedTensor>);
        for (const [index, output] of outputs.entries()) values.set(keyOf(one.member.name, one.index, index), output);
      }
      if (still.length === waiting.length) throw stuck(still[0]?.member, container, path);
      waiting = still;
    }
    return container.outputs.map(valueOf);
  }

  function give({ made }: Member, given: CallArguments<NamedTensor>): NamedTensor[] {
    if ('layer' in made) return [call(made.layer, given)];
    const inputs = tensorsIn(given.positional, isNamed);
    if (inputs.length !== made.container.inputs.length)
      throw malformedArchitecture(path, 'a network inside it is given another number of inputs than it takes');
    return run(made.container, inputs);
  }

  const outputs = run(
    network,
    network.inputs.map(({ name }) => new NamedTensor(name)),
  );
  return { calls, outputs: outputs.map(({ name }) => name) };
}

function keyOf(reference: TensorReference): string;
function keyOf(layer: string, call: number, output: number): string;
function keyOf(of: TensorReference | string, call = 0, output = 0): string {
  return typeof of === 'string' ? JSON.stringify([of, call, output]) : keyOf(of.layer, of.call, of.output);
}

function stuck(member: Member | undefined, container: Container, path: string): SteerscopeError {
  const name = member?.name ?? '';
  const layers = new Map(container.members.map((one) => [one.name, one]));
  const taken = member?.calls.flatMap((given) => tensorsIn(given, isReference)) ?? [];
  const several = taken.find(
    ({ layer, output }) => output > 0 && layers.get(layer) && 'layer' in layers.get(layer)!.made,
  );
  if (several)
    return new SteerscopeError(
      'unsupported-layer',
      `Layer ${several.layer} gives several outputs, which Steerscope does not know of any layer: ${path}`,
      'Export the network to ONNX.',
    );
  return malformedArchitecture(path, `layer ${name} takes its input from itself or from a layer that is not there`);
}
