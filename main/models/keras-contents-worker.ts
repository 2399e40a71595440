import { parentPort, workerData } from 'node:worker_threads';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { damaged, type KerasContents, type KerasContentsReply } from './keras-contents.ts';
import { openKerasHdf5 } from './keras-hdf5.ts';

/** A quarter of a milliard numbers, 1 GiB; no steering network comes near, and a small compressed file can claim it. */
const maximumElements = 2 ** 28;

async function read(path: string): Promise<KerasContents> {
  const file = await openKerasHdf5(path);
  const shapes = (file.layers ?? []).flatMap(({ weights }) => weights.map(({ shape }) => shape));
  const total = shapes.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0);
  if (total > maximumElements) throw damaged(path, `it claims ${String(total)} weights`);
  const { config, kerasVersion, backend } = file;
  const layers = file.layers?.map((layer) => ({
    name: layer.name,
    weights: layer.weights.map((weight) => ({ name: weight.name, shape: weight.shape, values: weight.read() })),
  }));
  file.close();
  return { config, kerasVersion, backend, layers: layers ?? null };
}

const path = workerData as string;
const reply = await read(path).then(
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
