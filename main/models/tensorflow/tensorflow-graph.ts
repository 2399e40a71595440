import type { Attributes } from './tensorflow-attributes.ts';

/** Lengths of a tensor's axes, batch included; null for one that is open. */
export type OpenShape = readonly (number | null)[];

/** Numbers that are part of the graph: a weight, a shape, an axis. Fractions of any width are float32, integers int32. */
export interface GraphConstant {
  readonly type: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  /** Flat, row by row. */
  readonly values: Float32Array | Int32Array;
}

/**
 * One computing node. A tensor is called by the node that makes it: `conv/Relu`, and `split:1` for outputs after the
 * first.
 */
export interface GraphNode {
  readonly name: string;
  /** TensorFlow's own word: `Conv2D`. */
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
}

/** An input that a caller must give. */
export interface GraphInput {
  readonly name: string;
  /** Null where the file does not say. */
  readonly shape: OpenShape | null;
  /** An element type of TensorFlow. */
  readonly type: number;
}

/** A graph for inference, whole in itself: no functions, no variables, nothing that the outputs do not need. */
export interface FrozenGraph {
  /** The file, for messages. */
  readonly path: string;
  readonly inputs: readonly GraphInput[];
  /** Each after those that it reads. */
  readonly nodes: readonly GraphNode[];
  /** By tensor. */
  readonly constants: ReadonlyMap<string, GraphConstant>;
  readonly outputs: readonly { readonly name: string; readonly tensor: string }[];
}

/** Output `index` of a node, as a tensor's name. */
export function tensorName(node: string, index: number): string {
  return index === 0 ? node : `${node}:${index}`;
}

/** The tensor that a reference of the file means: `conv:0` is `conv`. Null for a control edge. */
export function referredTensor(reference: string): string | null {
  if (reference.startsWith('^')) return null;
  return reference.endsWith(':0') ? reference.slice(0, -2) : reference;
}

/** The node that makes a tensor. */
export function producerOf(tensor: string): string {
  const colon = tensor.lastIndexOf(':');
  return colon > 0 && /^\d+$/.test(tensor.slice(colon + 1)) ? tensor.slice(0, colon) : tensor;
}
