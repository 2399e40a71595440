import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttrValueSchema,
  GraphDefSchema,
  NodeDefSchema,
  TensorProtoSchema,
  type AttrValue,
  type FunctionDef,
  type NodeDef,
} from '../../main/models/tensorflow/tensorflow-messages_pb.ts';

/** A setting of a node as tests write it: text, yes or no, a fraction, integers, or a ready message. */
export type TestSetting = string | boolean | number | readonly number[] | readonly string[] | AttrValue;

/** A node of a TensorFlow graph. */
export function node(
  name: string,
  op: string,
  input: readonly string[] = [],
  settings: Readonly<Record<string, TestSetting>> = {},
): NodeDef {
  const attr = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, setting(value)]));
  return create(NodeDefSchema, { name, op, input: [...input], attr });
}

/** The input `picture`, of any number of pictures; or of a fixed one. */
export function pictureNode(height: number, width: number, channels: number, batch = -1): NodeDef {
  return node('picture', 'Placeholder', [], { dtype: type(1), shape: shape(batch, height, width, channels) });
}

/** A constant: float32, or int32 for shapes and axes. */
export function constantNode(
  name: string,
  lengths: readonly number[],
  values: readonly number[],
  kind: 'float32' | 'int32' = 'float32',
): NodeDef {
  const list = kind === 'float32' ? { floatVal: [...values] } : { intVal: [...values] };
  const tensor = create(TensorProtoSchema, { dtype: kind === 'float32' ? 1 : 3, tensorShape: dims(lengths), ...list });
  return node(name, 'Const', [], {
    dtype: type(tensor.dtype),
    value: create(AttrValueSchema, { value: { case: 'tensor', value: tensor } }),
  });
}

/** A setting that holds one integer: a bare number is a fraction. */
export function integer(value: number): AttrValue {
  return create(AttrValueSchema, { value: { case: 'i', value: BigInt(value) } });
}

/** A setting that holds an element type, by TensorFlow's number. */
export function type(value: number): AttrValue {
  return create(AttrValueSchema, { value: { case: 'type', value } });
}

/** A setting that holds a shape, -1 for an open length. */
export function shape(...lengths: readonly number[]): AttrValue {
  return create(AttrValueSchema, { value: { case: 'shape', value: dims(lengths) } });
}

/** A setting that names a function. */
export function functionNamed(name: string): AttrValue {
  return create(AttrValueSchema, { value: { case: 'func', value: { name } } });
}

/** The bytes of a frozen graph. */
export function frozenGraph(nodes: readonly NodeDef[], functions: readonly FunctionDef[] = []): Uint8Array {
  const graph = create(GraphDefSchema, { node: [...nodes], library: { function: [...functions] } });
  return toBinary(GraphDefSchema, graph);
}

function setting(value: TestSetting): AttrValue {
  if (typeof value === 'string') return create(AttrValueSchema, { value: { case: 's', value: Buffer.from(value) } });
  if (typeof value === 'boolean') return create(AttrValueSchema, { value: { case: 'b', value } });
  if (typeof value === 'number') return create(AttrValueSchema, { value: { case: 'f', value } });
  if (!Array.isArray(value)) return value as AttrValue;
  const texts = value.filter((one): one is string => typeof one === 'string').map((one) => Buffer.from(one));
  const integers = value.filter((one): one is number => typeof one === 'number').map(BigInt);
  return create(AttrValueSchema, { value: { case: 'list', value: { s: texts, i: integers } } });
}

function dims(lengths: readonly number[]) {
  return { dim: lengths.map((size) => ({ size: BigInt(size) })) };
}
