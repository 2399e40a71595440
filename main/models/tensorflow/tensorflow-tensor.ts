import { brainPrecision, halfPrecision, storedNumbers, type StoredType } from '../stored-numbers.ts';
import { elementTypeName, elementTypes, floatTypes } from './tensorflow-attributes.ts';
import type { GraphConstant, GraphNode } from './tensorflow-graph.ts';
import type { TensorProto } from './tensorflow-messages_pb.ts';
import { notAGraph, unsupportedGraph } from './tensorflow-refusals.ts';

/** Elements of the largest constant taken: 256 MiB of float32. */
const mostElements = 2 ** 26;

const storedTypes = new Map<number, StoredType>([
  [elementTypes.DT_FLOAT, 'float32'],
  [elementTypes.DT_DOUBLE, 'float64'],
  [elementTypes.DT_INT32, 'int32'],
  [elementTypes.DT_UINT8, 'uint8'],
  [elementTypes.DT_INT64, 'int64'],
  [elementTypes.DT_BOOL, 'bool'],
  [elementTypes.DT_BFLOAT16, 'bfloat16'],
  [elementTypes.DT_HALF, 'float16'],
]);

/**
 * Number of elements of a shape, checked before anything is made of that size.
 * @throws SteerscopeError `not-a-network` for lengths that no weight has.
 */
export function checkedCount(shape: readonly number[], name: string, path: string): number {
  let count = 1;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0) throw notAGraph(`gives ${name} a length of ${length}`, path);
    count *= length;
    if (count > mostElements) throw notAGraph(`gives ${name} the impossible shape ${shape.join('x')}`, path);
  }
  return count;
}

/**
 * A constant from raw little-endian elements, as TensorFlow stores weights.
 * @throws SteerscopeError `not-a-network` where the bytes do not fill the shape, `unsupported-network` for other types.
 */
export function rawConstant(
  bytes: Uint8Array,
  type: number,
  shape: readonly number[],
  name: string,
  path: string,
): GraphConstant {
  const stored = storedTypes.get(type);
  if (stored === undefined) throw unsupportedGraph(`holds numbers of ${elementTypeName(type)} in ${name}`, path);
  const { bytes: size, read } = storedNumbers[stored];
  const count = checkedCount(shape, name, path);
  if (bytes.length !== count * size)
    throw notAGraph(
      `has ${bytes.length} bytes for ${name}, whose shape ${shape.join('x')} wants ${count * size}`,
      path,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return filled(type, shape, count, (index) => read(view, index * size));
}

/**
 * The numbers of a constant in the graph: raw, or in a list of its type, whose last element counts for all that follow.
 * @throws SteerscopeError as `rawConstant`.
 */
function constantOf(tensor: TensorProto, name: string, path: string): GraphConstant {
  const shape = tensor.tensorShape?.dim.map(({ size }) => Number(size)) ?? [];
  if (tensor.tensorContent.length > 0) return rawConstant(tensor.tensorContent, tensor.dtype, shape, name, path);
  const list = listOf(tensor);
  if (list === null) throw unsupportedGraph(`holds numbers of ${elementTypeName(tensor.dtype)} in ${name}`, path);
  const count = checkedCount(shape, name, path);
  if (list.length > count) throw notAGraph(`has ${list.length} numbers for ${name}, whose shape wants ${count}`, path);
  return filled(tensor.dtype, shape, count, (index) => list[Math.min(index, list.length - 1)] ?? 0);
}

/** Reads the values of `Const` nodes that hold them. */
export function constantNodeValue(path: string): (node: GraphNode) => GraphConstant {
  return ({ name, attributes }) => {
    const value = attributes['value']?.value;
    if (value?.case !== 'tensor') throw notAGraph(`has a constant ${name} without a value`, path);
    return constantOf(value.value, name, path);
  };
}

function filled(type: number, shape: readonly number[], count: number, read: (index: number) => number): GraphConstant {
  const isFloat = floatTypes.has(type);
  const values = isFloat ? new Float32Array(count) : new Int32Array(count);
  for (let index = 0; index < count; index += 1) {
    const value = read(index);
    // "To the end" is written as the largest int64 in slices.
    values[index] = isFloat ? value : Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1);
  }
  return { type: isFloat ? 'float32' : type === elementTypes.DT_BOOL ? 'bool' : 'int32', shape, values };
}

function listOf(tensor: TensorProto): number[] | null {
  switch (tensor.dtype) {
    case elementTypes.DT_FLOAT:
      return tensor.floatVal;
    case elementTypes.DT_DOUBLE:
      return tensor.doubleVal;
    case elementTypes.DT_INT32:
    case elementTypes.DT_UINT8:
      return tensor.intVal;
    case elementTypes.DT_INT64:
      return tensor.int64Val.map(Number);
    case elementTypes.DT_BOOL:
      return tensor.boolVal.map(Number);
    case elementTypes.DT_HALF:
      return tensor.halfVal.map(halfPrecision);
    case elementTypes.DT_BFLOAT16:
      return tensor.halfVal.map(brainPrecision);
    default:
      return null;
  }
}
