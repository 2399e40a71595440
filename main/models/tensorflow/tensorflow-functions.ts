import { functionSetting, type Attributes } from './tensorflow-attributes.ts';
import { producerOf, referredTensor, tensorName, type GraphNode } from './tensorflow-graph.ts';
import { mostNodes } from './tensorflow-limits.ts';
import type { FunctionDef, GraphDef, NodeDef } from './tensorflow-messages_pb.ts';
import { notAGraph, unsupportedGraph } from './tensorflow-refusals.ts';

/** A graph with its functions unrolled into the places where they are called. */
export interface FlatGraph {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** The tensor that a name of the main graph means: outputs of a call lie inside its function. */
  resolve(tensor: string): string;
}

const deepestCalls = 64;

const callOps = new Set(['PartitionedCall', 'StatefulPartitionedCall']);

/** Names of the outputs of operators that have several, in order: functions refer to outputs by name. */
const outputNames: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNorm: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2'],
  FusedBatchNormV2: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2'],
  FusedBatchNormV3: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2', 'reserve_space_3'],
  Switch: ['output_false', 'output_true'],
  Merge: ['output', 'value_index'],
  TopKV2: ['values', 'indices'],
  MaxPoolWithArgmax: ['output', 'argmax'],
};

/**
 * Unrolls every function call (tensorflow/core/framework/function.proto). A node keeps its name where that is free, else it
 * is called after the call that holds it: `StatefulPartitionedCall/dense/MatMul`. Calls that give `outputs` come first to
 * the names. Control edges are dropped.
 * @throws SteerscopeError `not-a-network` for damaged graphs, `unsupported-network` for functions that call themselves.
 */
export function flattenGraph(graph: GraphDef, outputs: readonly string[], path: string): FlatGraph {
  return new Unrolling(graph, path).run(new Set(outputs.map(producerOf)));
}

/** Where the references inside one function body, or the main graph, lead. */
interface Scope {
  readonly prefix: string;
  /** The function's parameters; null in the main graph, where references are tensors already. */
  readonly parameters: ReadonlyMap<string, string | undefined> | null;
  /** Nodes of the body by the name they have there. */
  readonly nodes: Map<string, { readonly name: string; readonly op: string }>;
  /** Functions that are being unrolled, from the outside in. */
  readonly calls: readonly string[];
}

class Unrolling {
  readonly #graph: GraphDef;
  readonly #path: string;
  readonly #functions = new Map<string, FunctionDef>();
  readonly #flat = new Map<string, GraphNode>();
  readonly #taken = new Set<string>();
  /** Outputs of calls, and the tensors inside that they are. */
  readonly #aliases = new Map<string, string>();

  constructor(graph: GraphDef, path: string) {
    this.#graph = graph;
    this.#path = path;
    for (const one of graph.library?.function ?? []) this.#functions.set(one.signature?.name ?? '', one);
  }

  run(first: ReadonlySet<string>): FlatGraph {
    const [wanted, others] = [true, false].map((is) => this.#graph.node.filter(({ name }) => first.has(name) === is));
    this.#unroll([...wanted!, ...others!], { prefix: '', parameters: null, nodes: new Map(), calls: [] });
    const nodes = new Map<string, GraphNode>();
    for (const [name, node] of this.#flat)
      nodes.set(name, { ...node, inputs: node.inputs.map((input) => this.#resolve(input)) });
    return { nodes, resolve: (tensor) => this.#resolve(tensor) };
  }

  #unroll(nodes: readonly NodeDef[], scope: Scope): void {
    for (const node of nodes) {
      if (scope.nodes.has(node.name)) throw notAGraph(`has two nodes called ${node.name}`, this.#path);
      scope.nodes.set(node.name, { name: this.#freeName(node.name, scope), op: node.op });
      if (this.#taken.size > mostNodes) throw unsupportedGraph(`has more than ${mostNodes} nodes`, this.#path);
    }
    for (const node of nodes) {
      const name = scope.nodes.get(node.name)?.name ?? node.name;
      const inputs = node.input.flatMap((reference) => this.#tensorOf(reference, scope) ?? []);
      const called = callOps.has(node.op) ? functionSetting(node.attr, 'f') : node.op;
      const callee = this.#functions.get(called ?? '');
      if (callee !== undefined) this.#call(callee, name, inputs, scope);
      else if (callOps.has(node.op)) throw notAGraph(`calls a function ${called} that it does not hold`, this.#path);
      else this.#flat.set(name, { name, op: node.op, inputs, attributes: node.attr as Attributes });
    }
  }

  #call(callee: FunctionDef, name: string, inputs: readonly string[], scope: Scope): void {
    const called = callee.signature?.name ?? '';
    if (scope.calls.includes(called)) throw unsupportedGraph(`has a function ${called} that calls itself`, this.#path);
    if (scope.calls.length >= deepestCalls)
      throw unsupportedGraph(`calls functions more than ${deepestCalls} deep`, this.#path);
    const parameters = new Map(callee.signature?.inputArg.map((argument, index) => [argument.name, inputs[index]]));
    const inner: Scope = { prefix: `${name}/`, parameters, nodes: new Map(), calls: [...scope.calls, called] };
    this.#unroll(callee.nodeDef, inner);
    for (const [index, output] of (callee.signature?.outputArg ?? []).entries()) {
      const tensor = this.#tensorOf(callee.ret[output.name] ?? '', inner);
      if (tensor !== null) this.#aliases.set(tensorName(name, index), tensor);
    }
  }

  /** What a reference means: `node:1` in the main graph; a parameter or `node:output:1` in a function. */
  #tensorOf(reference: string, scope: Scope): string | null {
    const tensor = referredTensor(reference);
    if (tensor === null || scope.parameters === null) return tensor;
    const [node = '', output = '', index = '0'] = reference.split(':');
    if (scope.parameters.has(reference)) {
      const given = scope.parameters.get(reference);
      if (given === undefined) throw notAGraph(`calls a function without its parameter ${reference}`, this.#path);
      return given;
    }
    const producer = scope.nodes.get(node);
    if (producer === undefined)
      throw notAGraph(`has a function that reads ${reference || 'nothing'}, which it does not hold`, this.#path);
    return tensorName(producer.name, this.#outputIndex(producer.op, output, Number(index)));
  }

  #outputIndex(op: string, output: string, indexInOutput: number): number {
    const names = outputNames[op] ?? this.#functions.get(op)?.signature?.outputArg.map(({ name }) => name) ?? [];
    const index = Math.max(names.indexOf(output), 0) + indexInOutput;
    if (!Number.isSafeInteger(index) || index < 0) throw notAGraph(`reads an output ${output} of ${op}`, this.#path);
    return index;
  }

  #resolve(tensor: string): string {
    let at = tensor;
    for (let steps = 0; this.#aliases.has(at); steps += 1) {
      if (steps > deepestCalls * 2) throw notAGraph(`has calls that lead in a circle at ${tensor}`, this.#path);
      at = this.#aliases.get(at) ?? at;
    }
    return at;
  }

  #freeName(wanted: string, scope: Scope): string {
    let name = this.#taken.has(wanted) ? scope.prefix + wanted : wanted;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${scope.prefix}${wanted}_${count}`;
    this.#taken.add(name);
    return name;
  }
}
