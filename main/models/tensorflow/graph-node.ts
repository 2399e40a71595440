import type { AttributeProto } from 'onnx-buf';
import type { GraphWriter } from './graph-writer.ts';
import {
  tensorName,
  type FrozenGraph,
  type GraphConstant,
  type GraphNode,
  type OpenShape,
} from './tensorflow-graph.ts';
import { notAGraph, unsupportedGraph } from './tensorflow-refusals.ts';
import { toChannelsFirst, toChannelsLast } from '../onnx/axis-order.ts';
import { ints } from '../onnx/onnx-write.ts';

/** What is known of a tensor before anything runs. */
export interface Known {
  /** Batch included; null where the number of axes is not known. */
  readonly shape: OpenShape | null;
  /** The elements of a short vector of integers (a shape, an axis); null for one that depends on the batch. */
  readonly integers?: readonly (number | null)[] | undefined;
}

/** One TensorFlow node while it is written as ONNX. */
export class NodeToWrite {
  readonly node: GraphNode;
  readonly #graph: FrozenGraph;
  readonly #writer: GraphWriter;
  readonly #known: ReadonlyMap<string, Known>;
  #hasMain = false;

  constructor(node: GraphNode, graph: FrozenGraph, writer: GraphWriter, known: ReadonlyMap<string, Known>) {
    this.node = node;
    this.#graph = graph;
    this.#writer = writer;
    this.#known = known;
  }

  get inputCount(): number {
    return this.node.inputs.length;
  }

  /** What is known of an input. @throws SteerscopeError `not-a-network` where the node lacks it. */
  input(index: number): Known {
    const known = this.#known.get(this.node.inputs[index] ?? '');
    if (known === undefined)
      throw notAGraph(`has a node ${this.node.name} (${this.node.op}) without an input ${index}`, this.#graph.path);
    return known;
  }

  /** The shape of an input. @throws SteerscopeError `unsupported-network` where its number of axes is open. */
  shape(index: number): OpenShape {
    return this.input(index).shape ?? this.refuse('reads a tensor whose shape is open');
  }

  /** The shape of an input of `rank` axes. */
  shapeOf(index: number, rank: number): OpenShape {
    const shape = this.shape(index);
    return shape.length === rank ? shape : this.refuse(`reads a tensor of ${shape.length} axes, not ${rank}`);
  }

  /** An input that is a constant; null for any other. */
  constant(index: number): GraphConstant | null {
    return this.#graph.constants.get(this.node.inputs[index] ?? '') ?? null;
  }

  /** The numbers of a constant input of fractions: weights. */
  weights(index: number): GraphConstant & { readonly values: Float32Array } {
    const constant = this.constant(index);
    if (constant?.values instanceof Float32Array) return { ...constant, values: constant.values };
    return this.refuse('has weights that are computed');
  }

  /** Integers that are known before running. */
  integers(index: number): number[] {
    const integers = this.input(index).integers;
    if (integers === undefined || integers.includes(null))
      return this.refuse('is steered by numbers that are computed');
    return [...integers] as number[];
  }

  /** An input's name in the ONNX graph. */
  tensor(index: number): string {
    const name = this.node.inputs[index] ?? '';
    const constant = this.#graph.constants.get(name);
    if (constant !== undefined) return this.#writer.constant(name, constant);
    const { integers, shape } = this.input(index);
    if (integers === undefined) return name;
    // Evaluated here, so nothing makes it in the ONNX graph.
    return this.#writer.constant(name, {
      type: 'int32',
      shape: shape?.length === 0 ? [] : [integers.length],
      values: Int32Array.from(this.integers(index)),
    });
  }

  floats(what: string, dims: readonly number[], values: Float32Array): string {
    return this.#writer.floats(`${this.node.name}/${what}`, dims, values);
  }

  scalar(what: string, value: number): string {
    return this.floats(what, [], Float32Array.of(value));
  }

  ints(what: string, values: readonly number[]): string {
    return this.#writer.ints(`${this.node.name}/${what}`, values);
  }

  /** Adds a helper; the name of its output comes back. */
  helper(opType: string, inputs: readonly string[], attributes: readonly AttributeProto[] = []): string {
    const name = this.#writer.freeName(`${this.node.name}/${opType}`);
    this.#writer.helpers.add(name);
    this.#writer.node(opType, inputs, [name], attributes, name);
    return name;
  }

  /** Adds the node that this TensorFlow node is called for, with other nodes to follow. */
  main(opType: string, inputs: readonly string[], attributes: readonly AttributeProto[] = []): string {
    const output = this.#writer.freeName(`${this.node.name}/${opType}`);
    this.#writer.node(opType, inputs, [output], attributes, this.node.name);
    this.#hasMain = true;
    return output;
  }

  /** Adds the last node, which gives the tensor of the TensorFlow node, or `outputCount` of them. */
  finish(opType: string, inputs: readonly string[], attributes: readonly AttributeProto[] = [], outputCount = 1): void {
    const outputs = Array.from({ length: outputCount }, (_, index) => tensorName(this.node.name, index));
    const name = this.#hasMain ? this.#writer.freeName(`${this.node.name}/${opType}`) : this.node.name;
    if (this.#hasMain) this.#writer.helpers.add(name);
    this.#writer.node(opType, inputs, outputs, attributes, name);
  }

  /** A map `[batch, row, column, channel]` in ONNX's order of axes. */
  channelsFirst(tensor: string): string {
    const reordered = this.helper('Transpose', [tensor], [ints('perm', toChannelsFirst)]);
    this.#writer.reordered.set(reordered, tensor);
    return reordered;
  }

  /** Back from ONNX's order of axes, as a helper. */
  channelsLast(tensor: string): string {
    return this.helper('Transpose', [tensor], [ints('perm', toChannelsLast)]);
  }

  /** Back from ONNX's order of axes, as this node's own tensor. */
  finishChannelsLast(tensor: string): void {
    this.#writer.reordered.set(tensor, this.node.name);
    this.finish('Transpose', [tensor], [ints('perm', toChannelsLast)]);
  }

  refuse(what: string): never {
    throw unsupportedGraph(
      `has a node ${this.node.name} (${this.node.op}) that ${what}, so Steerscope cannot run it`,
      this.#graph.path,
    );
  }
}

/** Writes a node; says what is known of its outputs. */
export type NodeWriter = (one: NodeToWrite) => Known | readonly Known[];
