import { create, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  ValueInfoProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf';

/** What is added to a graph. */
export interface OnnxAddition {
  readonly nodes: readonly NodeProto[];
  /** Names of tensors that the model gives beside its own outputs. */
  readonly outputs: readonly string[];
  readonly constants?: readonly TensorProto[];
  readonly inputs?: readonly ValueInfoProto[];
}

/**
 * Adds to a model without decoding what is there: protocol buffers that follow one another are merged field by field
 * (protobuf.dev, "Encoding", last one wins and repeated fields join), so nothing of the file is written anew.
 */
export function appendToOnnx(bytes: Uint8Array, addition: OnnxAddition): Uint8Array {
  const graph = create(GraphProtoSchema, {
    node: [...addition.nodes],
    output: addition.outputs.map((name) => create(ValueInfoProtoSchema, { name })),
    initializer: [...(addition.constants ?? [])],
    input: [...(addition.inputs ?? [])],
  });
  return Buffer.concat([bytes, toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph }))]);
}
