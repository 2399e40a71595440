import { elementTypeName, elementTypes, floatTypes } from './tensorflow-attributes.ts';
import type { GraphConstant, GraphNode } from './tensorflow-graph.ts';
import type { TensorProto } from './tensorflow-messages_pb.ts';
import { notAGraph, unsupportedGraph } from './tensorflow-refusals.ts';

/** Elements of the largest constant taken: 256 MiB of float32. */
const mostElements = 2 ** 26;

/** Bytes of an element where it is stored raw. */
const elementBytes = new Map<number, number>([
  [elementTypes.DT_FLOAT, 4],
  [elementTypes.DT_DOUBLE, 8],
  [elementTypes.DT_INT32, 4],
  [elementTypes.DT_UINT8, 1],
  [elementTypes.DT_INT64, 8],
  [elementTypes.DT_BOOL, 1],
  [elementTypes.DT_BFLOAT16, 2],
  [elementTypes.DT_HALF, 2],
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
  const size = elementBytes.get(type);
  if (size === undefined) throw unsupportedGraph(`holds numbers of ${elementTypeName(type)} in ${name}`, path);
  const count = checkedCount(shape, name, path);
  if (bytes.length !== count * size)
    throw notAGraph(
      `has ${bytes.length} bytes for ${name}, whose shape ${shape.join('x')} wants ${count * size}`,
      path,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[type]!;
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

const readers: Readonly<Record<number, (view: DataView, at: number) => number>> = {
  [elementTypes.DT_FLOAT]: (view, at) => view.getFloat32(at, true),
  [elementTypes.DT_DOUBLE]: (view, at) => view.getFloat64(at, true),
  [elementTypes.DT_INT32]: (view, at) => view.getInt32(at, true),
  [elementTypes.DT_UINT8]: (view, at) => view.getUint8(at),
  [elementTypes.DT_INT64]: (view, at) => Number(view.getBigInt64(at, true)),
  [elementTypes.DT_BOOL]: (view, at) => view.getUint8(at),
  [elementTypes.DT_BFLOAT16]: (view, at) => fromBfloat16(view.getUint16(at, true)),
  [elementTypes.DT_HALF]: (view, at) => fromHalf(view.getUint16(at, true)),
};

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
      return tensor.halfVal.map(fromHalf);
    case elementTypes.DT_BFLOAT16:
      return tensor.halfVal.map(fromBfloat16);
    default:
      return null;
  }
}

/** The upper half of a float32. */
function fromBfloat16(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0] ?? 0;
}

/** IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
