import { finishFused } from './graph-activations.ts';
import type { Known, NodeToWrite, NodeWriter } from './graph-node.ts';
import { fromStart } from './graph-slices.ts';
import { TensorProto_DataType, type AttributeProto } from 'onnx-buf';
import { int, ints } from '../onnx/onnx-write.ts';
import {
  elementTypeName,
  elementTypes,
  flagSetting,
  floatTypes,
  textSetting,
  textsSetting,
  typeSetting,
} from './tensorflow-attributes.ts';
import type { OpenShape } from './tensorflow-graph.ts';

/** Two tensors, element by element. */
const binary: Readonly<Record<string, string>> = {
  Add: 'Add',
  AddV2: 'Add',
  Sub: 'Sub',
  Mul: 'Mul',
  RealDiv: 'Div',
  Div: 'Div',
  Maximum: 'Max',
  Minimum: 'Min',
  Pow: 'Pow',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
};

/** Element types that ONNX can cast to. */
const castTypes = new Map<number, TensorProto_DataType>([
  [elementTypes.DT_FLOAT, TensorProto_DataType.FLOAT],
  [elementTypes.DT_INT32, TensorProto_DataType.INT32],
  [elementTypes.DT_INT64, TensorProto_DataType.INT64],
  [elementTypes.DT_BOOL, TensorProto_DataType.BOOL],
]);

/** Arithmetic on tensors: sums, products, means. */
export const arithmeticWriters: Readonly<Record<string, NodeWriter>> = {
  ...Object.fromEntries(
    Object.entries(binary).map(([op, opType]): [string, NodeWriter] => [
      op,
      (one) => {
        one.finish(opType, [one.tensor(0), one.tensor(1)]);
        return { shape: broadcast(one) };
      },
    ]),
  ),
  SquaredDifference: (one) => {
    const difference = one.helper('Sub', [one.tensor(0), one.tensor(1)]);
    one.finish('Mul', [difference, difference]);
    return { shape: broadcast(one) };
  },
  SelectV2: (one) => {
    one.finish('Where', [one.tensor(0), one.tensor(1), one.tensor(2)]);
    return { shape: one.input(1).shape };
  },
  AddN: (one) => {
    one.finish(
      'Sum',
      Array.from({ length: one.inputCount }, (_, index) => one.tensor(index)),
    );
    return { shape: one.shape(0) };
  },
  BiasAdd: (one) => {
    const shape = one.shape(0);
    const bias = one.weights(1);
    const isFirst = shape.length === 4 && textSetting(one.node.attributes, 'data_format', 'NHWC') === 'NCHW';
    const added = isFirst ? one.floats('bias', [bias.values.length, 1, 1], bias.values) : one.tensor(1);
    one.finish('Add', [one.tensor(0), added]);
    return { shape };
  },
  Cast: (one) => {
    const type = typeSetting(one.node.attributes, 'DstT', 0);
    const to = floatTypes.has(type) ? TensorProto_DataType.FLOAT : castTypes.get(type);
    if (to === undefined) return one.refuse(`makes numbers of ${elementTypeName(type)}`);
    one.finish('Cast', [one.tensor(0)], [int('to', to)]);
    return { shape: one.input(0).shape };
  },
  Mean: (one) => reduce(one, 'ReduceMean'),
  Max: (one) => reduce(one, 'ReduceMax'),
  Min: (one) => reduce(one, 'ReduceMin'),
  Sum: (one) => reduce(one, 'ReduceSum'),
  MatMul: (one) => product(one, 'transpose_a', 'transpose_b'),
  _FusedMatMul: (one) => product(one, 'transpose_a', 'transpose_b'),
  BatchMatMul: (one) => batchProduct(one),
  BatchMatMulV2: (one) => batchProduct(one),
  BatchMatMulV3: (one) => batchProduct(one),
};

function reduce(one: NodeToWrite, opType: string): Known {
  const shape = one.shape(0);
  const axes = one.integers(1).map((axis) => fromStart(axis, shape.length));
  const keeps = flagSetting(one.node.attributes, 'keep_dims', false);
  const keepDims = int('keepdims', keeps ? 1 : 0);
  // ReduceSum alone takes its axes as an input in this opset.
  if (opType === 'ReduceSum') one.finish(opType, [one.tensor(0), one.ints('axes', axes)], [keepDims]);
  else one.finish(opType, [one.tensor(0)], [keepDims, ints('axes', axes)]);
  const reduced = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return { shape: keeps ? reduced : reduced.filter((_, axis) => !axes.includes(axis)) };
}

function product(one: NodeToWrite, flagA: string, flagB: string): Known {
  const [left, right] = [one.shapeOf(0, 2), one.shapeOf(1, 2)];
  const { attributes } = one.node;
  const [transA, transB] = [flagSetting(attributes, flagA, false), flagSetting(attributes, flagB, false)];
  const [first, ...others] = textsSetting(attributes, 'fused_ops');
  if (first !== undefined && first !== 'BiasAdd') one.refuse(`has ${first} fused into it`);
  if (others.length > 1) one.refuse(`has ${others.join(', ')} fused into it`);
  const inputs = [one.tensor(0), one.tensor(1), ...(first === undefined ? [] : [one.tensor(2)])];
  const flags: AttributeProto[] = [];
  if (transA) flags.push(int('transA', 1));
  if (transB) flags.push(int('transB', 1));
  const [activation] = others;
  if (activation === undefined) one.finish('Gemm', inputs, flags);
  else finishFused(activation, one, one.main('Gemm', inputs, flags));
  return { shape: [left[transA ? 1 : 0] ?? null, right[transB ? 0 : 1] ?? null] };
}

function batchProduct(one: NodeToWrite): Known {
  const [left, right] = [one.shape(0), one.shape(1)];
  const { attributes } = one.node;
  if (flagSetting(attributes, 'adj_x', false) || flagSetting(attributes, 'adj_y', false)) one.refuse('turns a factor');
  one.finish('MatMul', [one.tensor(0), one.tensor(1)]);
  return { shape: [...left.slice(0, -1), right.at(-1) ?? null] };
}

function broadcast(one: NodeToWrite): OpenShape | null {
  const shapes = [one.input(0).shape, one.input(1).shape];
  if (shapes.includes(null)) return null;
  const known = shapes as OpenShape[];
  const rank = Math.max(...known.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = known.map((shape) =>
      axis < rank - shape.length ? 1 : (shape[axis - rank + shape.length] ?? null),
    );
    const [left = null, right = null] = lengths;
    return left === 1 ? right : right === 1 || left === right ? left : (left ?? right);
  });
}
