import { fromBinary } from '@bufbuild/protobuf';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Model, ModelFormat, OpenModelOptions } from '../model.ts';
import { readNetworkFile } from '../read-network-file.ts';
import { openShape } from './tensorflow-attributes.ts';
import { checkpointKeys } from './tensorflow-checkpoint-keys.ts';
import { freezeGraph, variableOps, type Signature, type SignatureTensor } from './tensorflow-freeze.ts';
import { flattenGraph } from './tensorflow-functions.ts';
import { referredTensor, type FrozenGraph } from './tensorflow-graph.ts';
import { refuseGiantGraph } from './tensorflow-limits.ts';
import { SavedModelSchema, type MetaGraphDef, type SavedModel, type TensorInfo } from './tensorflow-messages_pb.ts';
import { tensorflowModel } from './tensorflow-model.ts';
import { neededNodes } from './tensorflow-order.ts';
import { notAGraph, unsupportedGraph } from './tensorflow-refusals.ts';
import { constantNodeValue } from './tensorflow-tensor.ts';
import { readVariables } from './tensorflow-variables.ts';

const graphFile = 'saved_model.pb';

/** TensorFlow's SavedModel: the folder, or the `saved_model.pb` in it. Read without TensorFlow. */
export const savedModelFormat: ModelFormat = {
  id: 'saved-model',
  name: 'TensorFlow SavedModel',
  match: async (path) => (await savedModelFolder(path)) !== null,
  // However it was chosen, it goes by its folder: preprocessing is then found beside that.
  open: async (path, options = {}) => openSavedModel((await savedModelFolder(path)) ?? path, options),
};

/** The folder of the SavedModel that `path` is, or is the graph of; null when it is none. */
async function savedModelFolder(path: string): Promise<string | null> {
  const isFile = (file: string) =>
    stat(file).then(
      (found) => found.isFile(),
      () => false,
    );
  if (basename(path) === graphFile && (await isFile(path))) return dirname(path);
  return (await isFile(join(path, graphFile))) ? path : null;
}

async function openSavedModel(folder: string, options: OpenModelOptions): Promise<Model> {
  const file = join(folder, graphFile);
  const bytes = await readNetworkFile(file);
  refuseGiantGraph(bytes, 'SavedModel', file);
  const metaGraph = servingGraph(decode(bytes, file), file);
  const version = metaGraph.metaInfoDef?.tensorflowVersion ?? '';
  const formatName = `TensorFlow SavedModel${version === '' ? '' : ` (TensorFlow ${version})`}`;
  const frozen = await freeze(metaGraph, folder, file);
  return tensorflowModel(frozen, { path: folder, format: savedModelFormat.id, formatName }, options);
}

function decode(bytes: Uint8Array, file: string): SavedModel {
  try {
    return fromBinary(SavedModelSchema, bytes, { readUnknownFields: false });
  } catch (cause) {
    throw notAGraph('is no SavedModel, or is cut short', file, cause);
  }
}

/** A SavedModel may hold several graphs, for training and for serving. */
function servingGraph({ metaGraphs }: SavedModel, file: string): MetaGraphDef {
  const serving = metaGraphs.find(({ metaInfoDef }) => metaInfoDef?.tags.includes('serve'));
  const chosen = serving ?? metaGraphs[0];
  if (chosen?.graphDef === undefined) throw notAGraph('holds no graph', file);
  return chosen;
}

async function freeze(metaGraph: MetaGraphDef, folder: string, file: string): Promise<FrozenGraph> {
  const signature = servingSignature(metaGraph, file);
  const asked = signature.outputs.map(({ tensor }) => tensor);
  const graph = flattenGraph(metaGraph.graphDef!, asked, file);
  const outputs = asked.map((tensor) => graph.resolve(tensor));
  const variables = neededNodes(graph.nodes, outputs, file).filter(({ op }) => variableOps.has(op));
  const keys = checkpointKeys(graph);
  const keyOf = (variable: string) => keys.get(variable) ?? variable;
  const values =
    variables.length === 0
      ? new Map()
      : await readVariables(
          join(folder, 'variables'),
          variables.map(({ name }) => keyOf(name)),
        );
  return freezeGraph(
    graph,
    signature,
    {
      constant: constantNodeValue(file),
      variables: new Map(variables.map(({ name }) => [name, values.get(keyOf(name))])),
    },
    file,
  );
}

/** `serving_default`, or the only signature there is. */
function servingSignature({ signatureDef }: MetaGraphDef, file: string): Signature {
  const names = Object.keys(signatureDef).filter((name) => !name.startsWith('__'));
  const name = names.includes('serving_default') ? 'serving_default' : names.length === 1 ? names[0] : undefined;
  const signature = name === undefined ? undefined : signatureDef[name];
  if (signature === undefined)
    throw unsupportedGraph(
      names.length === 0 ? 'has no signature to call it by' : `has the signatures ${names.join(', ')} and no default`,
      file,
      "Save it again with tf.saved_model.save(model, folder, signatures=model.__call__.get_concrete_function(tf.TensorSpec([None, height, width, 3]))), or Keras's model.export(folder).",
    );
  return { inputs: tensorsOf(signature.inputs), outputs: tensorsOf(signature.outputs) };
}

/** Protocol buffers keep no order in maps: by name, `output_10` after `output_9`. */
function tensorsOf(tensors: Readonly<Record<string, TensorInfo>>): SignatureTensor[] {
  return Object.entries(tensors)
    .sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true }))
    .map(([name, { name: reference, tensorShape }]) => ({
      name,
      tensor: referredTensor(reference) ?? '',
      shape: tensorShape === undefined ? null : openShape(tensorShape),
    }));
}
