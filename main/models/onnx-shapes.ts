import type { ValueInfoProto } from 'onnx-buf';
import { floatsAttribute, intAttribute, intsAttribute } from './onnx-attributes.ts';
import { constantNumbers } from './onnx-constants.ts';
import type { GraphNode, OnnxGraph } from './onnx-graph.ts';
import { onnxWindow } from './onnx-window.ts';

/** Lengths of a tensor's axes, batch included; null for a length that is not known before running. */
export type Shape = readonly (number | null)[];

/** Shapes by tensor name; a tensor that is missing has a shape that is not known. */
export type Shapes = ReadonlyMap<string, Shape>;

/**
 * Shapes of the tensors that the operators of image networks make, followed from the inputs; what an operator below
 * does not cover is taken from the file, where the exporter wrote it.
 * @throws SteerscopeError `unsupported-network` when a window does not fit its map.
 */
export function onnxShapes(graph: OnnxGraph): Shapes {
  const shapes = new Map<string, Shape>();
  const declared = new Map<string, Shape>();
  for (const value of [...graph.proto.valueInfo, ...graph.proto.output]) {
    const shape = declaredShape(value);
    if (shape !== null) declared.set(value.name, shape);
  }
  for (const [name, tensor] of graph.constants) shapes.set(name, tensor.dims.map(Number));
  for (const input of graph.inputs) {
    const shape = declaredShape(input);
    if (shape !== null) shapes.set(input.name, shape);
  }
  for (const node of graph.nodes) {
    const [first = '', ...others] = node.proto.output;
    const shape = outputShape(node, graph, shapes) ?? declared.get(first);
    if (shape !== undefined) shapes.set(first, shape);
    for (const other of others) {
      const known = declared.get(other);
      if (known !== undefined) shapes.set(other, known);
    }
  }
  return shapes;
}

/** The shape that the file declares for a value; null where it declares none. Symbolic lengths become null. */
export function declaredShape(value: ValueInfoProto): Shape | null {
  const type = value.type?.value;
  if (type?.case !== 'tensorType' || type.value.shape === undefined) return null;
  return type.value.shape.dim.map(({ value: length }) =>
    length.case === 'dimValue' && length.value > 0n ? Number(length.value) : null,
  );
}

/** The constant integers that a node reads at an input, or null. */
export function constantInput(node: GraphNode, index: number, graph: OnnxGraph): number[] | null {
  const tensor = graph.constants.get(node.proto.input[index] ?? '');
  return tensor === undefined ? null : constantNumbers(tensor);
}

function outputShape(node: GraphNode, graph: OnnxGraph, shapes: Shapes): Shape | undefined {
  const { proto } = node;
  const inputs = proto.input.map((name) => shapes.get(name));
  const input = inputs[0];
  if (input === undefined) return undefined;
  switch (proto.opType) {
    case 'Conv':
      return windowShape(node, input, inputs[1] ?? null, graph.path);
    case 'MaxPool':
    case 'AveragePool':
    case 'LpPool':
      return windowShape(node, input, null, graph.path);
    case 'GlobalAveragePool':
    case 'GlobalMaxPool':
      return input.map((length, axis) => (axis < 2 ? length : 1));
    case 'Pad':
      return padded(input, intsAttribute(proto, 'pads') ?? constantInput(node, 1, graph));
    case 'Transpose': {
      const order = intsAttribute(proto, 'perm') ?? input.map((_, axis) => input.length - 1 - axis);
      return order.map((axis) => input[axis] ?? null);
    }
    case 'Flatten': {
      const axis = intAttribute(proto, 'axis', 1);
      return [product(input.slice(0, axis)), product(input.slice(axis))];
    }
    case 'Gemm': {
      const weight = inputs[1];
      return weight && [input[0] ?? null, weight[intAttribute(proto, 'transB', 0) === 0 ? 1 : 0] ?? null];
    }
    case 'MatMul': {
      const weight = inputs[1];
      return weight?.length === 2 ? [...input.slice(0, -1), weight[1] ?? null] : undefined;
    }
    case 'Reshape':
      return reshaped(input, constantInput(node, 1, graph));
    case 'Concat':
      return concatenated(inputs, intAttribute(proto, 'axis', 1));
    case 'Slice':
      return sliced(node, input, graph);
    case 'Upsample':
    case 'Resize':
      return resized(node, input, graph);
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
    case 'Pow':
    case 'Max':
    case 'Min':
    case 'Sum':
      return broadcast(inputs);
    default:
      return elementwise.has(proto.opType) ? input : undefined;
  }
}

/** Operators whose output has the shape of their first input. */
const elementwise = new Set(
  (
    'Relu Elu LeakyRelu PRelu Sigmoid Tanh Clip Selu Softplus Softsign HardSigmoid HardSwish Mish Gelu Celu ' +
    'ThresholdedRelu BatchNormalization InstanceNormalization LayerNormalization LRN Identity Dropout Cast Softmax ' +
    'LogSoftmax Abs Neg Exp Log Sqrt Reciprocal Floor Ceil Round Sign Erf Atan Sin Cos'
  ).split(' '),
);

function windowShape(node: GraphNode, input: Shape, weight: Shape | null, path: string): Shape | undefined {
  const [batch = null, channels = null, height, width] = input;
  if (input.length !== 4 || typeof height !== 'number' || typeof width !== 'number') return undefined;
  const kernel = weight?.slice(2).map((length) => length ?? 0) ?? null;
  const window = onnxWindow(node, height, width, kernel, path);
  return [
    batch,
    weight === null ? channels : (weight[0] ?? null),
    window.vertical.outputSize,
    window.horizontal.outputSize,
  ];
}

function padded(input: Shape, pads: readonly number[] | null): Shape | undefined {
  if (pads?.length !== input.length * 2) return undefined;
  return input.map((length, axis) =>
    length === null ? null : length + (pads[axis] ?? 0) + (pads[axis + input.length] ?? 0),
  );
}

function reshaped(input: Shape, target: readonly number[] | null): Shape | undefined {
  if (target === null) return undefined;
  const lengths = target.map((length, axis) => (length === 0 ? (input[axis] ?? null) : length));
  const open = lengths.indexOf(-1);
  if (open < 0) return lengths;
  const total = product(input);
  const rest = product(lengths.filter((_, axis) => axis !== open));
  // An unknown batch stays what is left open: the usual [-1, features], or [batch, -1] with the batch cancelled out.
  const known = total !== null && rest !== null ? total / rest : withoutBatch(input, lengths, open);
  return lengths.map((length, axis) => (axis === open ? known : length));
}

function withoutBatch(input: Shape, lengths: Shape, open: number): number | null {
  if (open === 0 || input[0] !== null || lengths[0] !== null) return null;
  const total = product(input.slice(1));
  const rest = product(lengths.filter((_, axis) => axis !== open && axis !== 0));
  return total === null || rest === null ? null : total / rest;
}

function concatenated(inputs: readonly (Shape | undefined)[], axis: number): Shape | undefined {
  const [first, ...others] = inputs;
  if (first === undefined) return undefined;
  const at = axis < 0 ? axis + first.length : axis;
  return first.map((length, index) =>
    index === at ? others.reduce((sum, one) => add(sum, one?.[at] ?? null), length) : length,
  );
}

/** Rows and columns that a Slice with constant bounds keeps: `[axis, start, end]`, step 1; null for any other Slice. */
export function sliceBounds(node: GraphNode, input: Shape, graph: OnnxGraph): [number, number, number][] | null {
  const bound = (name: string, index: number) => intsAttribute(node.proto, name) ?? constantInput(node, index, graph);
  const [starts, ends, steps] = [bound('starts', 1), bound('ends', 2), constantInput(node, 4, graph)];
  if (starts === null || ends === null || (steps ?? []).some((step) => step !== 1)) return null;
  const axes = bound('axes', 3) ?? starts.map((_, index) => index);
  const bounds: [number, number, number][] = [];
  for (const [index, axis] of axes.entries()) {
    const at = axis < 0 ? axis + input.length : axis;
    const length = input[at] ?? null;
    if (length === null) return null;
    const clamp = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, 0), length);
    bounds.push([at, clamp(starts[index] ?? 0), clamp(ends[index] ?? length)]);
  }
  return bounds;
}

function sliced(node: GraphNode, input: Shape, graph: OnnxGraph): Shape | undefined {
  const bounds = sliceBounds(node, input, graph);
  if (bounds === null) return undefined;
  const lengths = [...input];
  for (const [axis, start, end] of bounds) lengths[axis] = end - start;
  return lengths;
}

function resized(node: GraphNode, input: Shape, graph: OnnxGraph): Shape | undefined {
  const sizes = constantInput(node, 3, graph);
  if (sizes?.length === input.length) return input.map((length, axis) => (axis === 0 ? length : (sizes[axis] ?? null)));
  // Upsample of opset 7 has the scales as an attribute; of opset 9 and Resize of 10 as input 1; Resize of 11 on as input 2.
  const scales =
    floatsAttribute(node.proto, 'scales') ?? constantInput(node, node.proto.input.length > 2 ? 2 : 1, graph);
  if (scales?.length !== input.length) return undefined;
  return input.map((length, axis) => (length === null ? null : Math.floor(length * (scales[axis] ?? 1))));
}

function broadcast(inputs: readonly (Shape | undefined)[]): Shape | undefined {
  if (inputs.some((one) => one === undefined)) return undefined;
  const shapes = inputs as Shape[];
  const rank = Math.max(...shapes.map((one) => one.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((one) => (axis < rank - one.length ? 1 : (one[axis - rank + one.length] ?? null)));
    return lengths.includes(null) ? null : Math.max(...(lengths as number[]));
  });
}

function product(lengths: Shape): number | null {
  return lengths.reduce<number | null>(
    (total, length) => (total === null || length === null ? null : total * length),
    1,
  );
}

function add(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left + right;
}
