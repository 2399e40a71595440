import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { startTensorflow } from '../native/tensorflow-backend.ts';
import { isRecord } from '../is-record.ts';
import { largestNetworkBytes, readNetworkFile } from '../read-network-file.ts';

/** A weight of a TF.js network, quantised ones brought back to float32. */
export interface TfjsWeight {
  readonly name: string;
  readonly type: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** Far more than any network has. */
const maximumFiles = 10_000;
const maximumWeights = 20_000;

const bytesOfType: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1 };
const bytesOfQuantized: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, float16: 2 };

/**
 * Reads the weights that `manifest`, the `weightsManifest` of the model.json at `path`, lists; the shards lie in
 * the folder of the model.json or below.
 * @throws SteerscopeError `not-a-network` when the manifest or the shards' sizes make no sense, `not-found` when a shard is
 *   missing, `unsupported-network`.
 */
export async function readTfjsWeights(path: string, manifest: unknown): Promise<readonly TfjsWeight[]> {
  if (!Array.isArray(manifest)) throw malformed(path, 'it lists no weights');
  const groups = manifest.map((group: unknown) => {
    if (!isRecord(group) || !Array.isArray(group['paths']) || !Array.isArray(group['weights']))
      throw malformed(path, 'a group of weights has no list of files or of weights');
    return {
      shards: group['paths'].map((name: unknown) => shardPath(path, name)),
      specs: group['weights'].map((spec: unknown) => checkedSpec(path, spec)),
    };
  });
  const shards = groups.flatMap((group) => group.shards);
  const specs = groups.flatMap((group) => group.specs);
  if (shards.length > maximumFiles || specs.length > maximumWeights)
    throw malformed(path, `it lists ${String(specs.length)} weights in ${String(shards.length)} files`);
  const sizes = new Map(await Promise.all(shards.map(async (shard) => [shard, await sizeOf(shard, path)] as const)));
  for (const group of groups) {
    const stored = group.shards.reduce((sum, shard) => sum + (sizes.get(shard) ?? 0), 0);
    const claimed = group.specs.reduce((sum, spec) => sum + bytesOf(spec), 0);
    if (stored !== claimed)
      throw malformed(path, `its weights take ${String(claimed)} bytes, but their files have ${String(stored)}`);
  }
  const total = specs.reduce((sum, spec) => sum + elementsOf(spec.shape) * 4, 0);
  if (total > largestNetworkBytes)
    throw malformed(path, `it claims ${String(Math.round(total / 2 ** 20))} MiB of weights`);
  const data = new Uint8Array(specs.reduce((sum, spec) => sum + bytesOf(spec), 0));
  let offset = 0;
  for (const shard of shards) {
    const bytes = await readNetworkFile(shard);
    if (bytes.byteLength !== sizes.get(shard)) throw malformed(path, `${shard} changed while it was read`);
    data.set(bytes, offset);
    offset += bytes.byteLength;
  }
  await startTensorflow();
  let start = 0;
  return specs.map((spec) => {
    const end = start + bytesOf(spec);
    const stored = data.buffer.slice(start, end);
    start = end;
    return decoded(spec, stored, path);
  });
}

function decoded(spec: tf.io.WeightsManifestEntry, stored: ArrayBuffer, path: string): TfjsWeight {
  let tensors: tf.NamedTensorMap = {};
  try {
    tensors = tf.io.decodeWeights(stored, [spec]);
    const [tensor] = Object.values(tensors);
    if (!tensor) throw new Error('nothing was decoded');
    const { shape, dtype } = tensor;
    const numbers = tensor.dataSync();
    if (dtype === 'float32') return { name: spec.name, type: dtype, shape, values: Float32Array.from(numbers) };
    return { name: spec.name, type: dtype === 'bool' ? 'bool' : 'int32', shape, values: Int32Array.from(numbers) };
  } catch (cause) {
    throw new SteerscopeError(
      'not-a-network',
      `The weights ${spec.name} cannot be decoded (${cause instanceof Error ? cause.message : String(cause)}): ${path}`,
      'Copy all files of the network again, or convert it again.',
      { cause },
    );
  } finally {
    tf.dispose(tensors);
  }
}

/** A shard's path, which must not lead out of the model's folder. */
function shardPath(path: string, name: unknown): string {
  if (typeof name !== 'string' || name === '') throw malformed(path, 'a file of weights has no name');
  const below = normalize(name);
  if (isAbsolute(name) || below === '..' || below.startsWith(`..${sep}`) || /^[a-z]:|\0/i.test(name))
    throw malformed(path, `the file of weights ${name.slice(0, 200)} would lie outside its folder`);
  return join(dirname(path), below);
}

async function sizeOf(shard: string, path: string): Promise<number> {
  const found = await stat(shard).catch(() => null);
  if (found?.isFile()) return found.size;
  throw new SteerscopeError(
    'not-found',
    `The file ${shard} is missing, in which this TF.js network has weights: ${path}`,
    'Put all files that were written with model.json into its folder.',
  );
}

function checkedSpec(path: string, spec: unknown): tf.io.WeightsManifestEntry {
  if (!isRecord(spec) || typeof spec['name'] !== 'string' || !isShape(spec['shape']))
    throw malformed(path, 'a weight has no name or no shape');
  const { dtype, quantization } = spec;
  const stored = isRecord(quantization) ? quantization['dtype'] : dtype;
  const sizes = isRecord(quantization) ? bytesOfQuantized : bytesOfType;
  if (typeof stored !== 'string' || !Object.hasOwn(sizes, stored) || !Object.hasOwn(bytesOfType, String(dtype)))
    throw new SteerscopeError(
      'unsupported-network',
      `The weights ${spec['name'].slice(0, 200)} are of type ${String(stored)}, which Steerscope does not read: ${path}`,
      'Convert the network again with weights of 32-bit floats.',
    );
  const numbers = isRecord(quantization) ? [quantization['min'] ?? 0, quantization['scale'] ?? 1] : [];
  if (!numbers.every(Number.isFinite)) throw malformed(path, `the weights ${spec['name'].slice(0, 200)} have no scale`);
  return spec as unknown as tf.io.WeightsManifestEntry;
}

function isShape(shape: unknown): shape is number[] {
  return Array.isArray(shape) && shape.length <= 8 && shape.every((size) => Number.isInteger(size) && size >= 0);
}

/** What the weight takes in its file. */
function bytesOf({ shape, dtype, quantization }: tf.io.WeightsManifestEntry): number {
  return elementsOf(shape) * ((quantization ? bytesOfQuantized[quantization.dtype] : bytesOfType[dtype]) ?? 0);
}

function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function malformed(path: string, reason: string): SteerscopeError {
  return new SteerscopeError(
    'not-a-network',
    `The list of weights in this TF.js network is malformed, ${reason}: ${path}`,
    'Copy all of its files again, or convert the network again.',
  );
}
