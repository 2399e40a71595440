import { fromBinary } from '@bufbuild/protobuf';
import {
  ModelProtoSchema,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { holdsExternalData } from './onnx-external-data.ts';
import { refuseQuantised } from './onnx-refusals.ts';
import { onnxSize } from './onnx-size.ts';
import { constantOfNode } from './onnx-constants.ts';

/** One computing node with a name that no other node has. */
export interface GraphNode {
  readonly name: string;
  /** Its `opType` is preceded by the domain where that is not the standard one: `com.microsoft.FusedConv`. */
  readonly proto: NodeProto;
}

/** An ONNX graph with its constants looked up; nodes in the order in which they compute. */
export interface OnnxGraph {
  readonly model: ModelProto;
  readonly proto: GraphProto;
  /** The file, for messages. */
  readonly path: string;
  /** Version of the standard operators. */
  readonly opset: number;
  readonly nodes: readonly GraphNode[];
  /** Initialisers and Constant nodes by tensor name. */
  readonly constants: ReadonlyMap<string, TensorProto>;
  /** Inputs that a caller must give: initialisers may be listed among the file's inputs too. */
  readonly inputs: readonly ValueInfoProto[];
}

const oldestOpset = 7;

/** Beyond these no network goes that steers a car; the largest image networks have a few thousand nodes. */
const mostNodes = 20_000;
const mostStructureBytes = 16 * 2 ** 20;

/**
 * Decodes an ONNX file that is whole in itself.
 * @throws SteerscopeError `not-a-network` for anything but ONNX, `unsupported-network` for weights in other files and for
 * quantised networks.
 */
export function readOnnxGraph(bytes: Uint8Array, path: string): OnnxGraph {
  const model = decodeOnnx(bytes, path);
  const opset = model.opsetImport.find((entry) => isStandard(entry.domain));
  if (model.graph === undefined || model.graph.node.length === 0 || opset === undefined)
    throw notOnnx('holds no graph of operators', path);
  if (opset.version < oldestOpset)
    throw new SteerscopeError(
      'unsupported-network',
      `The network uses ONNX opset ${opset.version}; the oldest that runs is ${oldestOpset}: ${path}`,
      'Convert it with onnx.version_converter, or export it again with a newer opset.',
    );
  if (holdsExternalData(model.graph))
    throw new SteerscopeError(
      'unsupported-network',
      `The network keeps its weights in another file: ${path}`,
      'Open it from its own folder, or save it in one file: onnx.save(onnx.load(path), path, save_as_external_data=False).',
    );
  const constants = new Map<string, TensorProto>();
  for (const tensor of model.graph.initializer) constants.set(tensor.name, tensor);
  const nodes: GraphNode[] = [];
  const uniqueName = uniqueNames();
  for (const node of model.graph.node) {
    const output = node.output[0] ?? '';
    const constant = node.opType === 'Constant' ? constantOfNode(node) : null;
    if (constant !== null) constants.set(output, constant);
    else nodes.push({ name: uniqueName(node.name || output), proto: withDomain(node) });
  }
  refuseQuantised(nodes, path);
  assertOrdered(model.graph, path);
  const inputs = model.graph.input.filter((input) => !constants.has(input.name));
  return { model, path, proto: model.graph, opset: Number(opset.version), nodes, constants, inputs };
}

/** @throws SteerscopeError `not-a-network`; `unsupported-network` for a file that is no network's size. */
export function decodeOnnx(bytes: Uint8Array, path: string): ModelProto {
  const { nodes, structureBytes } = decoded(() => onnxSize(bytes), path);
  if (nodes > mostNodes || structureBytes > mostStructureBytes)
    throw new SteerscopeError(
      'unsupported-network',
      `The network has ${nodes} nodes and ${Math.ceil(structureBytes / 2 ** 20)} MiB beside its weights, far more than a network that steers a car: ${path}`,
      'Open the network itself, not a program exported with it.',
    );
  return decoded(() => fromBinary(ModelProtoSchema, bytes), path);
}

function decoded<T>(decode: () => T, path: string): T {
  try {
    return decode();
  } catch (cause) {
    throw notOnnx('is not ONNX, or is cut short', path, cause);
  }
}

function isStandard(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}

/** A `Conv` of another domain may be anything. */
function withDomain(node: NodeProto): NodeProto {
  return isStandard(node.domain) ? node : { ...node, opType: `${node.domain}.${node.opType}` };
}

/** A node reads only what came before it: no reader below can then run in circles. */
function assertOrdered(graph: GraphProto, path: string): void {
  const known = new Set(['', ...graph.input.map((input) => input.name), ...graph.initializer.map((one) => one.name)]);
  for (const sparse of graph.sparseInitializer) known.add(sparse.values?.name ?? '');
  for (const node of graph.node) {
    const missing = node.input.find((name) => !known.has(name));
    if (missing !== undefined)
      throw notOnnx(`has a node (${node.name || node.opType}) that reads ${missing}, which nothing made before`, path);
    for (const output of node.output) known.add(output);
  }
}

/** Gives a name again with a number behind it. */
function uniqueNames(): (wanted: string) => string {
  const counts = new Map<string, number>();
  return (wanted) => {
    let name = wanted;
    while (counts.has(name)) {
      const count = (counts.get(wanted) ?? 1) + 1;
      counts.set(wanted, count);
      name = `${wanted}_${count}`;
    }
    counts.set(name, 1);
    return name;
  };
}

function notOnnx(what: string, path: string, cause?: unknown): SteerscopeError {
  return new SteerscopeError(
    'not-a-network',
    `The file ${what}: ${path}`,
    'Check that the file was copied in full, or export the network again.',
    { cause },
  );
}
