import { TensorProto_DataType, type TensorProto } from 'onnx-buf';

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
      return tensor.int32Data;
    case TensorProto_DataType.INT64:
      return tensor.int64Data.map(Number);
    default:
      return null;
  }
}

function rawNumbers(tensor: TensorProto): number[] | null {
  const { buffer, byteOffset, byteLength } = tensor.rawData;
  const view = new DataView(buffer, byteOffset, byteLength);
  switch (tensor.dataType) {
    case TensorProto_DataType.FLOAT:
      return every(4, byteLength, (at) => view.getFloat32(at, true));
    case TensorProto_DataType.DOUBLE:
      return every(8, byteLength, (at) => view.getFloat64(at, true));
    case TensorProto_DataType.INT32:
      return every(4, byteLength, (at) => view.getInt32(at, true));
    case TensorProto_DataType.INT64:
      return every(8, byteLength, (at) => Number(view.getBigInt64(at, true)));
    default:
      return null;
  }
}

function every(size: number, byteLength: number, read: (at: number) => number): number[] {
  return Array.from({ length: Math.floor(byteLength / size) }, (_, index) => read(index * size));
}
