import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf';

/** An attribute holding one integer. */
export function int(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) });
}

/** An attribute holding a list of integers. */
export function ints(name: string, values: readonly number[]): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: values.map(BigInt) });
}

/** An attribute holding one number. */
export function float(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: value });
}

/** An attribute holding text. */
export function text(name: string, value: string): AttributeProto {
  const s = new TextEncoder().encode(value);
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.STRING, s });
}

/** A node with one output, called as the output is. */
export function onnxNode(
  opType: string,
  input: readonly string[],
  output: string,
  attribute: readonly AttributeProto[],
): NodeProto {
  return create(NodeProtoSchema, {
    opType,
    name: output,
    input: [...input],
    output: [output],
    attribute: [...attribute],
  });
}

/** A float32 constant. */
export function floatTensor(name: string, dims: readonly number[], values: Float32Array): TensorProto {
  // ONNX stores raw data little-endian, as every machine that the runtime exists for does.
  const rawData = new Uint8Array(values.slice().buffer);
  return create(TensorProtoSchema, { name, dataType: TensorProto_DataType.FLOAT, dims: dims.map(BigInt), rawData });
}

/** An int64 vector: shapes, axes, bounds. */
export function intTensor(name: string, values: readonly number[]): TensorProto {
  const int64Data = values.map(BigInt);
  return create(TensorProtoSchema, {
    name,
    dataType: TensorProto_DataType.INT64,
    dims: [BigInt(values.length)],
    int64Data,
  });
}

/** Opset written: has every operator used here, and runtimes from 2022 on read it. */
const opset = 17;
const irVersion = 8;

/** A whole model, as the bytes of a file. */
export function onnxModel(
  node: NodeProto[],
  initializer: TensorProto[],
  input: ValueInfoProto[],
  output: ValueInfoProto[],
): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(irVersion),
    producerName: 'steerscope',
    opsetImport: [create(OperatorSetIdProtoSchema, { version: BigInt(opset) })],
    graph: create(GraphProtoSchema, { name: 'network', node, initializer, input, output }),
  });
  return toBinary(ModelProtoSchema, model);
}

/** A float32 input or output with a batch axis of any length before `shape`, of which null is any length too. */
export function batchValue(name: string, shape: readonly (number | null)[]): ValueInfoProto {
  const lengths = shape.map((length) =>
    length === null ? {} : { value: { case: 'dimValue', value: BigInt(length) } as const },
  );
  const dim = [{ value: { case: 'dimParam', value: 'batch' } as const }, ...lengths];
  const tensor = create(TypeProto_TensorSchema, {
    elemType: TensorProto_DataType.FLOAT,
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}
