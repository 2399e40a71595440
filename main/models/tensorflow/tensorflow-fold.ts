import { floatTypes, intsSetting, typeSetting } from './tensorflow-attributes.ts';
import type { GraphConstant, GraphNode } from './tensorflow-graph.ts';

/** Weights are small beside this; nothing larger is computed while a file is read. */
const mostElements = 2 ** 20;

/**
 * What a node gives that reads constants alone, so that weights are found where convolutions want them: Keras 3 brings
 * every bias into shape with nodes, and normalises with reciprocal roots of the stored variance. Null for a node that
 * stays. Computed in float32, as TensorFlow would.
 */
export function folded(node: GraphNode, constants: ReadonlyMap<string, GraphConstant>): GraphConstant | null {
  const inputs = node.inputs.flatMap((name) => constants.get(name) ?? []);
  const [first, second] = inputs;
  if (first === undefined || inputs.length < node.inputs.length || first.values.length > mostElements) return null;
  switch (node.op) {
    case 'Reshape':
    case 'Squeeze':
    case 'ExpandDims':
      return reshaped(node, first, second);
    case 'Cast':
      return cast(node, first);
  }
  if (first.type !== 'float32') return null;
  const unary = Object.hasOwn(unaries, node.op) ? unaries[node.op] : undefined;
  if (unary !== undefined) return { ...first, values: Float32Array.from(first.values, unary) };
  const binary = Object.hasOwn(binaries, node.op) ? binaries[node.op] : undefined;
  return binary === undefined || second?.type !== 'float32' ? null : combined(first, second, binary);
}

const unaries: Readonly<Record<string, (value: number) => number>> = {
  Sqrt: (value) => Math.sqrt(value),
  Rsqrt: (value) => 1 / Math.fround(Math.sqrt(value)),
  Neg: (value) => -value,
  Reciprocal: (value) => 1 / value,
  Square: (value) => value * value,
};

const binaries: Readonly<Record<string, (left: number, right: number) => number>> = {
  Add: (left, right) => left + right,
  AddV2: (left, right) => left + right,
  Sub: (left, right) => left - right,
  Mul: (left, right) => left * right,
  RealDiv: (left, right) => left / right,
};

function reshaped(node: GraphNode, data: GraphConstant, argument: GraphConstant | undefined): GraphConstant | null {
  const shape = newShape(node, data, [...(argument?.values ?? [])]);
  const count = shape.reduce((product, length) => product * length, 1);
  return count === data.values.length && shape.every((length) => Number.isInteger(length) && length >= 0)
    ? { ...data, shape }
    : null;
}

function newShape({ op, attributes }: GraphNode, { shape, values }: GraphConstant, argument: number[]): number[] {
  if (op === 'Reshape') {
    const rest = argument.reduce((product, length) => product * (length === -1 ? 1 : length), 1);
    return argument.map((length) => (length === -1 ? values.length / rest : length));
  }
  const fromStart = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);
  if (op === 'ExpandDims') return shape.toSpliced(fromStart(argument[0] ?? 0, shape.length + 1), 0, 1);
  const axes = intsSetting(attributes, 'squeeze_dims').map((axis) => fromStart(axis, shape.length));
  return shape.filter((length, axis) => (axes.length > 0 ? !axes.includes(axis) : length !== 1));
}

function cast({ attributes }: GraphNode, data: GraphConstant): GraphConstant | null {
  return floatTypes.has(typeSetting(attributes, 'DstT', 0))
    ? { type: 'float32', shape: data.shape, values: Float32Array.from(data.values) }
    : null;
}

/** NumPy's broadcasting of two shapes of one length, or of a shape and one that lacks its first axes. */
function combined(
  left: GraphConstant,
  right: GraphConstant,
  calculate: (left: number, right: number) => number,
): GraphConstant | null {
  const rank = Math.max(left.shape.length, right.shape.length);
  const [leftShape, rightShape] = [left, right].map(
    ({ shape }) => [...Array(rank - shape.length).fill(1), ...shape] as number[],
  );
  const shape = leftShape!.map((length, axis) => (length === 1 ? rightShape![axis]! : length));
  const fits = shape.every(
    (length, axis) => [1, length].includes(leftShape![axis]!) && [1, length].includes(rightShape![axis]!),
  );
  const count = shape.reduce((product, length) => product * length, 1);
  if (!fits || count > mostElements) return null;
  const values = new Float32Array(count);
  for (let index = 0; index < count; index += 1) {
    const at = [leftShape!, rightShape!].map((own) => sourceIndex(index, shape, own));
    values[index] = calculate(left.values[at[0]!]!, right.values[at[1]!]!);
  }
  return { type: 'float32', shape, values };
}

/** Where the element of the joint shape lies in a tensor with axes of length 1. */
function sourceIndex(index: number, shape: readonly number[], own: readonly number[]): number {
  let [rest, source, stride] = [index, 0, 1];
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const [length, ownLength] = [shape[axis]!, own[axis]!];
    if (ownLength > 1) source += (rest % length) * stride;
    rest = Math.floor(rest / length);
    stride *= ownLength;
  }
  return source;
}
