import { int, ints } from '../onnx/onnx-write.ts';
import type { OperatorEmitter, OperatorToEmit } from './tflite-operator.ts';

/** Operators that make one number of many: ReducerOptions. */
export const reducingOperators: Readonly<Record<string, OperatorEmitter>> = {
  MEAN: (one) => reduced(one, 'ReduceMean', 'GlobalAveragePool'),
  REDUCE_MAX: (one) => reduced(one, 'ReduceMax', 'GlobalMaxPool'),
  REDUCE_MIN: (one) => reduced(one, 'ReduceMin', null),
  SUM: (one) => reduced(one, 'ReduceSum', null),
};

/** `pooling` is the operator that does the same over all rows and columns. */
function reduced(one: OperatorToEmit, opType: string, pooling: string | null): string {
  const value = one.value(0);
  const rank = value.shape.length;
  const axes = [...new Set(one.numbers(1).map((axis) => (axis < 0 ? axis + rank : axis)))].sort((a, b) => a - b);
  const keeps = one.options.bool(0);
  if (axes.length === 0 || axes.some((axis) => axis < 1 || axis >= rank))
    throw one.cannot('takes the pictures of a batch together');
  one.gives(value.shape.flatMap((length, axis) => (axes.includes(axis) ? (keeps ? [1] : []) : [length])));
  if (rank === 4 && axes.join() === '1,2' && pooling !== null) {
    const pooled = one.graph.node(pooling, [value.name]);
    return keeps ? pooled : one.graph.node('Flatten', [pooled]);
  }
  const keepDims = int('keepdims', keeps ? 1 : 0);
  const input = one.channelsLast(value);
  // ReduceSum alone takes its axes as an input in the opset written.
  const node =
    opType === 'ReduceSum'
      ? one.graph.node(opType, [input, one.graph.ints('axes', axes)], [keepDims])
      : one.graph.node(opType, [input], [ints('axes', axes), keepDims]);
  return one.asKept(node);
}
