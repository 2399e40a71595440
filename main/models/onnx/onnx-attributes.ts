import type { NodeProto } from 'onnx-buf';

/** An integer attribute of a node, or `fallback` where the node leaves it out. */
export function intAttribute(node: NodeProto, name: string, fallback: number): number {
  const attribute = find(node, name);
  return attribute === undefined ? fallback : Number(attribute.i);
}

/** A list of integers, or null where the node leaves it out. */
export function intsAttribute(node: NodeProto, name: string): number[] | null {
  const attribute = find(node, name);
  return attribute === undefined || attribute.ints.length === 0 ? null : attribute.ints.map(Number);
}

/** A number, or `fallback` where the node leaves it out. */
export function floatAttribute(node: NodeProto, name: string, fallback: number): number {
  return find(node, name)?.f ?? fallback;
}

/** A list of numbers, or null where the node leaves it out. */
export function floatsAttribute(node: NodeProto, name: string): number[] | null {
  const floats = find(node, name)?.floats ?? [];
  return floats.length === 0 ? null : floats;
}

/** A text attribute, or `fallback` where the node leaves it out. */
export function textAttribute(node: NodeProto, name: string, fallback: string): string {
  const attribute = find(node, name);
  return attribute === undefined ? fallback : new TextDecoder().decode(attribute.s);
}

function find(node: NodeProto, name: string) {
  return node.attribute.find((attribute) => attribute.name === name);
}
