import { create, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf';
import { batchValue, floatTensor, onnxNode } from '../../main/models/onnx/onnx-write.ts';

/** A node as tests write it: operator, inputs, output, attributes. */
export type TestNode = readonly [
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes?: readonly AttributeProto[],
];

export interface OnnxOptions {
  readonly opset?: number;
  /** Lengths without the batch axis. */
  readonly input: readonly number[];
  readonly nodes: readonly TestNode[];
  readonly constants?: readonly TensorProto[];
  /** The network's output with its lengths without the batch axis; the last node's, flat, when left out. */
  readonly output?: ValueInfoProto;
  /** Inputs and outputs beside those. */
  readonly moreInputs?: readonly ValueInfoProto[];
  readonly moreOutputs?: readonly ValueInfoProto[];
  /** Length of the batch axis; open when left out. */
  readonly batch?: number;
  readonly inputType?: TensorProto_DataType;
}

/** The bytes of a small ONNX model with input `x`. */
export function makeOnnx(options: OnnxOptions): Uint8Array {
  const nodes: NodeProto[] = options.nodes.map(([opType, inputs, output, attributes = []]) =>
    onnxNode(opType, inputs, output, attributes),
  );
  const input = batchValue('x', options.input);
  const type = input.type?.value;
  if (type?.case === 'tensorType') {
    type.value.elemType = options.inputType ?? TensorProto_DataType.FLOAT;
    const [batch] = type.value.shape?.dim ?? [];
    if (batch !== undefined && options.batch !== undefined)
      batch.value = { case: 'dimValue', value: BigInt(options.batch) };
  }
  const last = options.nodes.at(-1)?.[2] ?? '';
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [create(OperatorSetIdProtoSchema, { version: BigInt(options.opset ?? 13) })],
    graph: create(GraphProtoSchema, {
      name: 'test',
      node: nodes,
      initializer: [...(options.constants ?? [])],
      input: [input, ...(options.moreInputs ?? [])],
      output: [options.output ?? batchValue(last, [null]), ...(options.moreOutputs ?? [])],
    }),
  });
  return toBinary(ModelProtoSchema, model);
}

/** A float32 constant of one value everywhere, or of the values given. */
export function constant(name: string, dims: readonly number[], values: number | readonly number[]): TensorProto {
  const length = dims.reduce((product, size) => product * size, 1);
  return floatTensor(
    name,
    dims,
    typeof values === 'number' ? new Float32Array(length).fill(values) : Float32Array.from(values),
  );
}

/** A tensor that says its values are in another file. */
export function externalConstant(name: string, dims: readonly number[], file: string): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: TensorProto_DataType.FLOAT,
    dataLocation: 1,
    externalData: [{ key: 'location', value: file }],
  });
}
