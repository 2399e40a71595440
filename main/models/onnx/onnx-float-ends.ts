import { toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType, type GraphProto, type NodeProto, type ValueInfoProto } from 'onnx-buf';
import { decodeOnnx, type OnnxGraph } from './onnx-graph.ts';
import { float, floatTensor, int, onnxNode } from './onnx-write.ts';

const { FLOAT, FLOAT16, BFLOAT16, DOUBLE, UINT8, INT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, BOOL } =
  TensorProto_DataType;

/** Element types whose numbers become float32, or are made of it, by a Cast. */
const castable: ReadonlySet<TensorProto_DataType> = new Set([
  FLOAT,
  FLOAT16,
  BFLOAT16,
  DOUBLE,
  UINT8,
  INT8,
  INT16,
  UINT16,
  INT32,
  UINT32,
  INT64,
  UINT64,
  BOOL,
]);

/** Whether an input or output of this element type can be float32 to the outside. */
export function isCastable(type: TensorProto_DataType): boolean {
  return castable.has(type);
}

const wholeNumbers: ReadonlySet<TensorProto_DataType> = new Set([
  UINT8,
  INT8,
  INT16,
  UINT16,
  INT32,
  UINT32,
  INT64,
  UINT64,
]);

/** Since this opset Clip takes its bounds as inputs. */
const boundsAsInputsOpset = 11;

/**
 * The model with inputs and outputs of float32, whatever its own are: half precision, doubles, bytes. Bytes are rounded and
 * clamped to 0..255, other whole numbers rounded. What is float32 already comes back as it is.
 */
export function withFloatEnds(bytes: Uint8Array, read: OnnxGraph): Uint8Array {
  if (![...read.inputs, ...read.proto.output].some(isForeign)) return bytes;
  // Decoded anew: what was read stays as the file has it.
  const model = decodeOnnx(bytes, read.path);
  const { graph } = model;
  if (graph === undefined) return bytes;
  const inputs = graph.input.filter((value) => !read.constants.has(value.name) && isForeign(value));
  const outputs = graph.output.filter(isForeign);
  const ends = [...inputs, ...outputs].map((value) => value.name);
  const renamed = new Map(ends.map((name) => [name, `steerscope-own-${name}`]));
  rename(graph, renamed);
  graph.node.unshift(...inputs.flatMap((value) => fromFloat(value, graph, read.opset)));
  graph.node.push(...outputs.map((value) => unnamed('Cast', [own(value)], value.name, [int('to', FLOAT)])));
  for (const value of [...inputs, ...outputs]) setType(value, FLOAT);
  return toBinary(ModelProtoSchema, model);
}

function isForeign(value: ValueInfoProto): boolean {
  const type = typeOf(value);
  return type !== FLOAT && isCastable(type);
}

const own = (value: ValueInfoProto): string => `steerscope-own-${value.name}`;

/** Nodes that make the network's own input of a float32 one. */
function fromFloat(value: ValueInfoProto, graph: GraphProto, opset: number): NodeProto[] {
  const type = typeOf(value);
  const cast = (from: string) => unnamed('Cast', [from], own(value), [int('to', type)]);
  if (!wholeNumbers.has(type)) return [cast(value.name)];
  const half = `steerscope-half-${value.name}`;
  const [raised, rounded, clamped] = ['raised', 'rounded', 'clamped'].map((what) => `steerscope-${what}-${value.name}`);
  graph.initializer.push(floatTensor(half, [], Float32Array.of(0.5)));
  const nodes = [
    unnamed('Add', [value.name, half], raised ?? '', []),
    unnamed('Floor', [raised ?? ''], rounded ?? '', []),
  ];
  if (type !== UINT8) return [...nodes, cast(rounded ?? '')];
  return [...nodes, clip(rounded ?? '', clamped ?? '', graph, opset), cast(clamped ?? '')];
}

/** 0..255. */
function clip(from: string, to: string, graph: GraphProto, opset: number): NodeProto {
  if (opset < boundsAsInputsOpset) return unnamed('Clip', [from], to, [float('min', 0), float('max', 255)]);
  graph.initializer.push(
    floatTensor(`${to}-min`, [], Float32Array.of(0)),
    floatTensor(`${to}-max`, [], Float32Array.of(255)),
  );
  return unnamed('Clip', [from, `${to}-min`, `${to}-max`], to, []);
}

/** Nodes need no name, and the file may have a node called after the output. */
function unnamed(...node: Parameters<typeof onnxNode>): NodeProto {
  return { ...onnxNode(...node), name: '' };
}

/** In a graph and in those inside its nodes, which see the names around them. */
function rename(graph: GraphProto, names: ReadonlyMap<string, string>): void {
  const renamed = (name: string): string => names.get(name) ?? name;
  for (const value of graph.valueInfo) value.name = renamed(value.name);
  for (const node of graph.node) {
    node.input = node.input.map(renamed);
    node.output = node.output.map(renamed);
    for (const { g, graphs } of node.attribute)
      for (const inner of g === undefined ? graphs : [g, ...graphs]) renameInner(inner, names);
  }
}

function renameInner(graph: GraphProto, names: ReadonlyMap<string, string>): void {
  rename(graph, names);
  for (const value of graph.output) value.name = names.get(value.name) ?? value.name;
}

function typeOf(value: ValueInfoProto): TensorProto_DataType {
  const type = value.type?.value;
  return type?.case === 'tensorType' ? type.value.elemType : TensorProto_DataType.UNDEFINED;
}

function setType(value: ValueInfoProto, elementType: TensorProto_DataType): void {
  const type = value.type?.value;
  if (type?.case === 'tensorType') type.value.elemType = elementType;
}
