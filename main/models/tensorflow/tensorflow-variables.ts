import { fromBinary } from '@bufbuild/protobuf';
import { open as openFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { noteRead } from '../../containers/file-stamps.ts';
import { crc32c } from './crc32c.ts';
import { readTable, unmasked } from './leveldb-table.ts';
import type { GraphConstant } from './tensorflow-graph.ts';
import { BundleEntryProtoSchema, BundleHeaderProtoSchema, type BundleEntryProto } from './tensorflow-messages_pb.ts';
import { notAGraph, unsupportedGraph } from './tensorflow-refusals.ts';
import { checkedCount, rawConstant } from './tensorflow-tensor.ts';

/** Index of a million variables. */
const largestIndexBytes = 2 ** 26;
/** Weights of all variables together that are read. */
const largestWeightsBytes = 2 ** 28;
const mostShards = 10_000;

/**
 * Reads variables by their names in a checkpoint of TensorFlow's second format, the "tensor bundle"
 * (tensorflow/core/util/tensor_bundle): `variables.index` says where each lies in `variables.data-00000-of-00001` and on.
 * @throws SteerscopeError `not-a-network` for damage, with the checksums checked, `unsupported-network` for divided variables.
 */
export async function readVariables(folder: string, keys: readonly string[]): Promise<Map<string, GraphConstant>> {
  const path = join(folder, 'variables.index');
  const { entries, shardCount } = await readIndex(path);
  const found = new Map<string, GraphConstant>();
  let total = 0;
  for (const key of keys) {
    const bytes = entries.get(key);
    if (bytes === undefined) throw notAGraph(`does not hold the variable ${key}`, path);
    const entry = decoded(() => fromBinary(BundleEntryProtoSchema, bytes), path);
    if (entry.slices.length > 0) throw unsupportedGraph(`divides the variable ${key} into slices`, path);
    if (entry.shardId < 0 || entry.shardId >= shardCount) throw notAGraph(`puts ${key} into a part that is none`, path);
    total += Number(entry.size);
    if (entry.size < 0n || total > largestWeightsBytes) throw notAGraph(`gives ${key} an impossible size`, path);
    found.set(key, await readVariable(folder, shardCount, key, entry));
  }
  return found;
}

async function readIndex(path: string) {
  if ((await sizeOf(path)) > largestIndexBytes) throw notAGraph('is no index of variables', path);
  noteRead(path);
  const bytes = await readFile(path);
  const entries = decoded(() => readTable(bytes), path);
  const header = decoded(() => fromBinary(BundleHeaderProtoSchema, entries.get('') ?? new Uint8Array()), path);
  if (header.endianness !== 0) throw unsupportedGraph('has variables in big-endian order', path);
  if (header.numShards < 1 || header.numShards > mostShards) throw notAGraph('is no index of variables', path);
  return { entries, shardCount: header.numShards };
}

async function readVariable(
  folder: string,
  shardCount: number,
  key: string,
  entry: BundleEntryProto,
): Promise<GraphConstant> {
  const five = (value: number) => String(value).padStart(5, '0');
  const path = join(folder, `variables.data-${five(entry.shardId)}-of-${five(shardCount)}`);
  const shape = entry.shape?.dim.map(({ size }) => Number(size)) ?? [];
  checkedCount(shape, key, path);
  const [offset, size] = [Number(entry.offset), Number(entry.size)];
  noteRead(path);
  const file = await openFile(path);
  try {
    if (offset < 0 || offset + size > (await file.stat()).size)
      throw notAGraph(`ends before the variable ${key}`, path);
    const bytes = new Uint8Array(size);
    const { bytesRead } = await file.read(bytes, 0, size, offset);
    if (bytesRead !== size || crc32c(bytes) !== unmasked(entry.crc32c))
      throw notAGraph(`is damaged: the checksum of the variable ${key} is another`, path);
    return rawConstant(bytes, entry.dtype, shape, key, path);
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return found.size;
  throw new SteerscopeError(
    'not-found',
    `The file is missing, in which the network has its weights: ${path}`,
    'Copy the whole folder of the SavedModel, with the folder variables in it.',
  );
}

function decoded<T>(decode: () => T, path: string): T {
  try {
    return decode();
  } catch (cause) {
    throw notAGraph(
      `is no index of variables, or is damaged (${cause instanceof Error ? cause.message : String(cause)})`,
      path,
      cause,
    );
  }
}
