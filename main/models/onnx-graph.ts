import { fromBinary } from '@bufbuild/protobuf';
import {
  ModelProtoSchema,
  TensorProto_DataLocation,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** One computing node with a name that no other node has. */
export interface GraphNode {
  readonly name: string;
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

/**
 * Decodes an ONNX file that is whole in itself.
 * @throws SteerscopeError `not-a-network` for anything but ONNX, `unsupported-network` for weights in other files.
 */
export function readOnnxGraph(bytes: Uint8Array, path: string): OnnxGraph {
  const model = decode(bytes, path);
  const opset = model.opsetImport.find((entry) => entry.domain === '' || entry.domain === 'ai.onnx');
  if (model.graph === undefined || model.graph.node.length === 0 || opset === undefined)
    throw notOnnx('holds no graph of operators', path);
  if (opset.version < oldestOpset)
    throw new SteerscopeError(
      'unsupported-network',
      `The network uses ONNX opset ${opset.version}; the oldest that runs is ${oldestOpset}: ${path}`,
      'Convert it with onnx.version_converter, or export it again with a newer opset.',
    );
  const constants = new Map<string, TensorProto>();
  for (const tensor of model.graph.initializer) constants.set(tensor.name, tensor);
  const nodes: GraphNode[] = [];
  const names = new Set<string>();
  for (const node of model.graph.node) {
    const value = node.attribute.find((attribute) => attribute.name === 'value')?.t;
    const output = node.output[0] ?? '';
    if (node.opType === 'Constant' && value !== undefined) constants.set(output, value);
    else if (node.opType !== 'Constant') nodes.push({ name: uniqueName(node.name || output, names), proto: node });
  }
  refuseExternalData(constants, path);
  assertOrdered(model.graph, path);
  const inputs = model.graph.input.filter((input) => !constants.has(input.name));
  return { model, path, proto: model.graph, opset: Number(opset.version), nodes, constants, inputs };
}

function decode(bytes: Uint8Array, path: string): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw notOnnx('is not ONNX, or is cut short', path, cause);
  }
}

function refuseExternalData(constants: ReadonlyMap<string, TensorProto>, path: string): void {
  for (const tensor of constants.values())
    if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL || tensor.externalData.length > 0)
      throw new SteerscopeError(
        'unsupported-network',
        `The network keeps its weights in another file (${tensor.name}): ${path}`,
        'Save it in one file: onnx.save(onnx.load(path), path, save_as_external_data=False).',
      );
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

function uniqueName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}_${count}`;
  taken.add(name);
  return name;
}

function notOnnx(what: string, path: string, cause?: unknown): SteerscopeError {
  return new SteerscopeError(
    'not-a-network',
    `The file ${what}: ${path}`,
    'Check that the file was copied in full, or export the network again.',
    { cause },
  );
}
