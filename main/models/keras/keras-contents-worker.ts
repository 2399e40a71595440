import { parentPort, workerData } from 'node:worker_threads';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import {
  damaged,
  threadIsReady,
  type KerasContents,
  type KerasContentsReply,
  type KerasContentsRequest,
} from './keras-contents.ts';
import { openKerasHdf5 } from './keras-hdf5.ts';
import { readNetworkFile } from '../read-network-file.ts';

/** What a small file may claim: a compressed one can promise any number of zeros. */
const alwaysAllowedBytes = 128 * 2 ** 20;
/** Weights hardly compress. */
const allowedBytesPerByte = 1.25;

async function read(path: string, given: Uint8Array | null): Promise<KerasContents> {
  const bytes = given ?? (await readNetworkFile(path));
  const size = bytes.byteLength;
  const file = await openKerasHdf5(path, bytes);
  const claimed = (file.layers ?? []).flatMap(({ weights }) => weights).reduce((sum, weight) => sum + weight.bytes, 0);
  if (!(claimed <= Math.max(alwaysAllowedBytes, allowedBytesPerByte * size)))
    throw damaged(path, `it claims ${String(Math.round(claimed / 2 ** 20))} MiB of weights`);
  const { config, kerasVersion, backend, naming } = file;
  const layers = file.layers?.map((layer) => ({
    name: layer.name,
    weights: layer.weights.map((weight) => ({ name: weight.name, shape: weight.shape, values: weight.read() })),
  }));
  file.close();
  return { config, kerasVersion, backend, naming, layers: layers ?? null };
}

const { path, bytes } = workerData as KerasContentsRequest;
parentPort?.postMessage(threadIsReady);
const reply = await read(path, bytes).then(
  (contents): KerasContentsReply => ({ contents }),
  (thrown: unknown): KerasContentsReply => ({
    error: (thrown instanceof SteerscopeError ? thrown : damaged(path, String(thrown))).toWire(),
  }),
);
const buffers = 'contents' in reply ? (reply.contents.layers ?? []).flatMap(({ weights }) => weights) : [];
parentPort?.postMessage(
  reply,
  buffers.map(({ values }) => values.buffer as ArrayBuffer),
);
