import { toBinary } from '@bufbuild/protobuf';
import { open as openFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import {
  ModelProtoSchema,
  TensorProto_DataLocation,
  type GraphProto,
  type ModelProto,
  type TensorProto,
} from 'onnx-buf';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { noteRead } from '../../containers/file-stamps.ts';
import { largestNetworkBytes } from '../read-network-file.ts';

/** Whether a graph, or one inside it, keeps tensors in other files. */
export function holdsExternalData(graph: GraphProto): boolean {
  for (const tensor of tensorsOf(graph)) if (isExternal(tensor)) return true;
  return false;
}

/**
 * The model as bytes with the tensors of other files taken in (onnx.proto, TensorProto.external_data). The files must lie
 * in the model's own folder or below; names that lead out of it, by whatever way, are refused.
 * @throws SteerscopeError `unsupported-network`, `not-readable`, `not-a-network` when a file is shorter than what is asked of it.
 */
export async function withExternalData(model: ModelProto, path: string): Promise<Uint8Array> {
  let bytesLeft = largestNetworkBytes;
  for (const tensor of model.graph === undefined ? [] : tensorsOf(model.graph)) {
    if (!isExternal(tensor)) continue;
    const entry = (key: string) => tensor.externalData.find((pair) => pair.key === key)?.value ?? '';
    const file = await fileInFolder(entry('location'), path);
    tensor.rawData = await readPart(file, Number(entry('offset') || 0), entry('length'), bytesLeft, path);
    bytesLeft -= tensor.rawData.length;
    tensor.externalData = [];
    tensor.dataLocation = TensorProto_DataLocation.DEFAULT;
  }
  return toBinary(ModelProtoSchema, model);
}

function isExternal(tensor: TensorProto): boolean {
  return tensor.dataLocation === TensorProto_DataLocation.EXTERNAL || tensor.externalData.length > 0;
}

/** Every constant of a graph and of the graphs inside its nodes. */
function* tensorsOf(graph: GraphProto): Generator<TensorProto> {
  yield* graph.initializer;
  for (const { values, indices } of graph.sparseInitializer) {
    if (values !== undefined) yield values;
    if (indices !== undefined) yield indices;
  }
  for (const node of graph.node)
    for (const { t, tensors, g, graphs } of node.attribute) {
      if (t !== undefined) yield t;
      yield* tensors;
      for (const inner of g === undefined ? graphs : [g, ...graphs]) yield* tensorsOf(inner);
    }
}

async function fileInFolder(location: string, path: string): Promise<string> {
  const folder = dirname(resolve(path));
  const wanted = resolve(folder, location);
  if (location === '' || location.includes('\0') || isAbsolute(location) || !isInside(folder, wanted))
    throw leavesFolder(location, path);
  try {
    // Links may lead anywhere.
    const [realFolder, realFile] = [await realpath(folder), await realpath(wanted)];
    if (!isInside(realFolder, realFile)) throw leavesFolder(location, path);
    return realFile;
  } catch (cause) {
    if (cause instanceof SteerscopeError) throw cause;
    throw new SteerscopeError(
      'not-readable',
      `The network keeps weights in the file ${shown(location)}, which is not beside it: ${path}`,
      'Copy that file into the folder of the network.',
      { cause },
    );
  }
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function readPart(
  file: string,
  offset: number,
  length: string,
  bytesLeft: number,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  // Before it is opened: a pipe would wait for ever.
  noteRead(file);
  const found = await stat(file);
  const size = length === '' ? found.size - offset : Number(length);
  const isSound = Number.isInteger(offset) && Number.isInteger(size) && offset >= 0 && size >= 0;
  if (!found.isFile() || !isSound || offset + size > found.size || size > bytesLeft)
    throw new SteerscopeError(
      'not-a-network',
      `The network asks for ${shown(length)} bytes at ${offset} of a file that has ${found.size}: ${path}`,
      'Check that the network and the file of its weights were copied in full and belong together.',
    );
  const opened = await openFile(file);
  try {
    const { buffer, bytesRead } = await opened.read(new Uint8Array(size), 0, size, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await opened.close();
  }
}

function leavesFolder(location: string, path: string): SteerscopeError {
  return new SteerscopeError(
    'unsupported-network',
    `The network keeps weights in ${shown(location)}, which is not a file of its own folder: ${path}`,
    'Save it in one file: onnx.save(onnx.load(path), path, save_as_external_data=False).',
  );
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
