import { fromBinary } from '@bufbuild/protobuf';
import { open as openFile } from 'node:fs/promises';
import type { Model, ModelFormat, OpenModelOptions } from '../model.ts';
import { readNetworkFile } from '../read-network-file.ts';
import { freezeGraph } from './tensorflow-freeze.ts';
import { flattenGraph } from './tensorflow-functions.ts';
import { guessedSignature } from './tensorflow-guess-signature.ts';
import { refuseGiantGraph } from './tensorflow-limits.ts';
import { GraphDefSchema, type GraphDef } from './tensorflow-messages_pb.ts';
import { tensorflowModel } from './tensorflow-model.ts';
import { notAGraph } from './tensorflow-refusals.ts';
import { constantNodeValue } from './tensorflow-tensor.ts';

/** TensorFlow 1's frozen graphs: a GraphDef, weights inside, in a `.pb`. */
export const frozenGraphFormat: ModelFormat = {
  id: 'frozen-graph',
  name: 'TensorFlow frozen graph (.pb)',
  match,
  open: openFrozenGraph,
};

async function openFrozenGraph(path: string, options: OpenModelOptions = {}): Promise<Model> {
  const bytes = await readNetworkFile(path);
  refuseGiantGraph(bytes, 'GraphDef', path);
  const graph = flattenGraph(decode(bytes, path), [], path);
  const values = {
    constant: constantNodeValue(path),
    variables: new Map(),
  };
  const frozen = freezeGraph(graph, guessedSignature(graph, path), values, path);
  return tensorflowModel(
    frozen,
    { path, format: frozenGraphFormat.id, formatName: 'TensorFlow frozen graph' },
    options,
  );
}

function decode(bytes: Uint8Array, path: string): GraphDef {
  try {
    return fromBinary(GraphDefSchema, bytes, { readUnknownFields: false });
  } catch (cause) {
    throw notAGraph('is no TensorFlow graph, or is cut short', path, cause);
  }
}

/** A protocol buffer that starts with a node (field 1) whose name (its field 1) fits into it, in a file ending in .pb. */
async function match(path: string): Promise<boolean> {
  if (!/\.pb$/i.test(path) || /(^|[\\/])keras_metadata\.pb$/.test(path)) return false;
  const file = await openFile(path);
  try {
    if (!(await file.stat()).isFile()) return false;
    const { buffer, bytesRead } = await file.read(new Uint8Array(16), 0, 16, 0);
    if (bytesRead < 8 || buffer[0] !== 0x0a) return false;
    const start = 1 + buffer.subarray(1).findIndex((byte) => byte < 0x80) + 1;
    return buffer[start] === 0x0a;
  } finally {
    await file.close();
  }
}
