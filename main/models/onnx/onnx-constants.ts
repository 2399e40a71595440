import { TensorProto_DataType, type NodeProto, type TensorProto } from 'onnx-buf';
import { brainPrecision, halfPrecision, storedNumbers, type StoredType } from '../stored-numbers.ts';
import { floatTensor, intTensor } from './onnx-write.ts';

/** Element types that hold weights, as opposed to shapes and indices. */
const floatTypes = new Set([
  TensorProto_DataType.FLOAT,
  TensorProto_DataType.FLOAT16,
  TensorProto_DataType.BFLOAT16,
  TensorProto_DataType.DOUBLE,
]);

/** Whether a tensor's elements are of a floating-point type. */
export function isFloatTensor(tensor: TensorProto): boolean {
  return floatTypes.has(tensor.dataType);
}

/** The tensor that a Constant node gives, in whichever attribute it is written; null for text and sparse tensors. */
export function constantOfNode({ attribute }: NodeProto): TensorProto | null {
  for (const { name, t, f, floats, i, ints } of attribute) {
    if (name === 'value' && t !== undefined) return t;
    if (name === 'value_float') return floatTensor('', [], Float32Array.of(f));
    if (name === 'value_floats') return floatTensor('', [floats.length], Float32Array.from(floats));
    if (name === 'value_int') return { ...intTensor('', [Number(i)]), dims: [] };
    if (name === 'value_ints') return intTensor('', ints.map(Number));
  }
  return null;
}

/** Number of elements of a tensor; 1 for a scalar. */
export function elementCount(tensor: TensorProto): number {
  return tensor.dims.reduce((product, length) => product * Number(length), 1);
}

/**
 * The numbers of a constant tensor, flat, little-endian as ONNX stores them (onnx.proto, TensorProto.raw_data);
 * null for element types that neither shapes nor scale factors use, and for data that does not fill the shape.
 */
export function constantNumbers(tensor: TensorProto): number[] | null {
  const numbers = tensor.rawData.length > 0 ? rawNumbers(tensor) : typedNumbers(tensor);
  return numbers !== null && numbers.length === elementCount(tensor) ? numbers : null;
}

function typedNumbers(tensor: TensorProto): number[] | null {
  switch (tensor.dataType) {
    case TensorProto_DataType.FLOAT:
      return tensor.floatData;
    case TensorProto_DataType.DOUBLE:
      return tensor.doubleData;
    case TensorProto_DataType.INT32:
    case TensorProto_DataType.INT8:
    case TensorProto_DataType.UINT8:
      return tensor.int32Data;
    case TensorProto_DataType.INT64:
      return tensor.int64Data.map(Number);
    case TensorProto_DataType.FLOAT16:
      return tensor.int32Data.map(halfPrecision);
    case TensorProto_DataType.BFLOAT16:
      return tensor.int32Data.map(brainPrecision);
    default:
      return null;
  }
}

const storedTypes = new Map<TensorProto_DataType, StoredType>([
  [TensorProto_DataType.FLOAT, 'float32'],
  [TensorProto_DataType.DOUBLE, 'float64'],
  [TensorProto_DataType.FLOAT16, 'float16'],
  [TensorProto_DataType.BFLOAT16, 'bfloat16'],
  [TensorProto_DataType.INT8, 'int8'],
  [TensorProto_DataType.UINT8, 'uint8'],
  [TensorProto_DataType.INT32, 'int32'],
  [TensorProto_DataType.INT64, 'int64'],
]);

function rawNumbers({ dataType, rawData }: TensorProto): number[] | null {
  const type = storedTypes.get(dataType);
  if (type === undefined) return null;
  const { bytes, read } = storedNumbers[type];
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Array.from({ length: Math.floor(rawData.byteLength / bytes) }, (_, index) => read(view, index * bytes));
}
