import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import { isRecord } from '../is-record.ts';
import type { Model, ModelFormat, OpenModelOptions } from '../model.ts';
import { readTfjsDescription, type TfjsDescription } from '../tfjs/tfjs-description.ts';
import { elementTypes, openShape } from './tensorflow-attributes.ts';
import { freezeGraph, type Signature, type SignatureTensor } from './tensorflow-freeze.ts';
import { flattenGraph } from './tensorflow-functions.ts';
import { referredTensor } from './tensorflow-graph.ts';
import { guessedSignature } from './tensorflow-guess-signature.ts';
import { mostNodes } from './tensorflow-limits.ts';
import { GraphDefSchema, TensorShapeProtoSchema, type GraphDef } from './tensorflow-messages_pb.ts';
import { tensorflowModel } from './tensorflow-model.ts';
import { notAGraph, unsupportedGraph } from './tensorflow-refusals.ts';

/** TF.js graph-models: `model.json` with the graph, weights in files beside it. */
export const tfjsGraphFormat: ModelFormat = {
  id: 'tfjs-graph',
  name: 'TF.js graph-model',
  match: async (path) => (await readGraphDescription(path)) !== null,
  open: openTfjsGraph,
};

async function openTfjsGraph(path: string, options: OpenModelOptions = {}): Promise<Model> {
  const description = await readGraphDescription(path);
  if (description === null) throw notAGraph('is no description of a TF.js graph-model', path);
  const graphDef = graphOf(description.modelTopology, path);
  const graph = flattenGraph(graphDef, [], path);
  // With TF.js behind it, as in openKerasModel.
  const { readTfjsWeights } = await import('../tfjs/tfjs-weights.ts');
  const read = await readTfjsWeights(path, description.weightsManifest);
  const weights = new Map(read.map((weight) => [weight.name, weight]));
  const frozen = freezeGraph(
    graph,
    signatureOf(description) ?? guessedSignature(graph, path),
    {
      constant: ({ name, attributes }) => {
        const weight = weights.get(name);
        if (weight === undefined) throw notAGraph(`has a constant ${name} that is not among its weights`, path);
        // A graph may say of what shape its weight is, and be wrong.
        const said = attributes['value']?.value;
        const shape =
          said?.case === 'tensor' && said.value.tensorShape !== undefined ? openShape(said.value.tensorShape) : null;
        if (shape !== null && shape.join() !== weight.shape.join())
          throw notAGraph(
            `has a constant ${name} of shape ${shape.join('x')} whose weight is ${weight.shape.join('x')}`,
            path,
          );
        return weight;
      },
      variables: new Map(),
    },
    path,
  );
  const converter = /v?(\d[\w.]*)\s*$/.exec(String(description['convertedBy'] ?? ''))?.[1];
  const formatName = `TF.js graph-model${converter === undefined ? '' : ` (converter ${converter})`}`;
  return tensorflowModel(frozen, { path, format: tfjsGraphFormat.id, formatName }, options);
}

/** Null for any other file, those of layers-models included. */
async function readGraphDescription(path: string): Promise<TfjsDescription | null> {
  const description = await readTfjsDescription(path);
  return Array.isArray(description?.modelTopology['node']) ? description : null;
}

/** JSON names element types, `DT_FLOAT`, in settings of nodes; the messages here have their numbers. */
function typesAsNumbers(node: unknown): unknown {
  if (!isRecord(node) || !isRecord(node['attr'])) return node;
  const attr = Object.entries(node['attr']).map(([name, value]) => [name, settingOf(value)]);
  return { ...node, attr: Object.fromEntries(attr) as unknown };
}

function settingOf(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { type, list, tensor } = value;
  if (type !== undefined) return { type: numberOfType(type) };
  if (isRecord(tensor)) return { tensor: { ...tensor, dtype: numberOfType(tensor['dtype'] ?? 'DT_INVALID') } };
  if (isRecord(list) && Array.isArray(list['type'])) return { list: { ...list, type: list['type'].map(numberOfType) } };
  return value;
}

function numberOfType(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return Object.hasOwn(elementTypes, value) ? elementTypes[value as keyof typeof elementTypes] : 0;
}

function graphOf(topology: unknown, path: string): GraphDef {
  const nodes = isRecord(topology) && Array.isArray(topology['node']) ? topology['node'] : [];
  if (nodes.length > mostNodes) throw unsupportedGraph(`has more than ${mostNodes} nodes`, path);
  try {
    const json = { ...(topology as object), node: nodes.map(typesAsNumbers) } as JsonValue;
    return fromJson(GraphDefSchema, json, { ignoreUnknownFields: true });
  } catch (cause) {
    throw notAGraph('has a graph that cannot be read', path, cause);
  }
}

/** What the converter wrote of inputs and outputs; null in files of old converters. */
function signatureOf(description: Record<string, unknown>): Signature | null {
  const metadata = description['userDefinedMetadata'];
  const signature = description['signature'] ?? (isRecord(metadata) ? metadata['signature'] : undefined);
  if (!isRecord(signature) || !isRecord(signature['outputs'])) return null;
  const inputs = isRecord(signature['inputs']) ? signature['inputs'] : {};
  const outputs = tensorsOf(signature['outputs']);
  return outputs.length === 0 ? null : { inputs: tensorsOf(inputs), outputs };
}

function tensorsOf(tensors: Record<string, unknown>): SignatureTensor[] {
  return Object.entries(tensors).flatMap(([name, info]) => {
    const reference = isRecord(info) ? info['name'] : undefined;
    const tensor = typeof reference === 'string' ? referredTensor(reference) : null;
    return tensor === null ? [] : [{ name, tensor, shape: shapeOf(isRecord(info) ? info['tensorShape'] : null) }];
  });
}

function shapeOf(json: unknown) {
  try {
    return isRecord(json)
      ? openShape(fromJson(TensorShapeProtoSchema, json as JsonValue, { ignoreUnknownFields: true }))
      : null;
  } catch {
    return null;
  }
}
