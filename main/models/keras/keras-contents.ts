import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { noteRead } from '../../containers/file-stamps.ts';
import { SteerscopeError, type WireError } from '../../../shared/steerscope-error.ts';

/** One weight array of a Keras HDF5 file, in C order. */
export interface WeightArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface LayerWeights {
  readonly name: string;
  /** In the order in which Keras saved them. */
  readonly weights: readonly WeightArray[];
}

/** How a file names the layers whose weights it holds: by name, or by their place (`savedLayers`). */
export type WeightNaming = 'layer-names' | 'saving-paths';

/** All that Steerscope needs of a Keras HDF5 file. */
export interface KerasContents {
  /** The network's JSON; null in a file of weights alone. */
  readonly config: string | null;
  readonly kerasVersion: string | null;
  readonly backend: string | null;
  readonly naming: WeightNaming;
  /** Layers that have weights, in the order of the file. Null when the file holds none in Keras's way. */
  readonly layers: readonly LayerWeights[] | null;
}

/** What the thread answers. */
export type KerasContentsReply = { readonly contents: KerasContents } | { readonly error: WireError };

/** What the thread is given. */
export interface KerasContentsRequest {
  /** Read, unless there are `bytes`; named in errors. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer> | null;
}

/** The thread has started; what is late from here on hangs. */
export const threadIsReady = 'ready';

/** A sound file of 10 MB takes 50 ms. */
const readLimitMs = 2000;
const readLimitMsPerMiB = 100;
/** On a busy machine a thread may wait so many times as long for the processor. */
const waitsAtMost = 15;

/**
 * Reads a Keras HDF5 file, or `bytes` as the content of one, in a thread of its own. The HDF5 library, given a
 * damaged file, may abort, run on, or keep what it read; all of that ends with the thread.
 * @param bytes moved into the thread, and empty afterwards.
 * @throws SteerscopeError `not-readable` when the file is damaged, `unsupported-network` when it is too large.
 */
export async function readKerasHdf5(
  path: string,
  bytes: Uint8Array<ArrayBuffer> | null = null,
): Promise<KerasContents> {
  if (!bytes) noteRead(path);
  const size = bytes?.byteLength ?? (await stat(path)).size;
  const request: KerasContentsRequest = { path, bytes };
  const url = new URL(`./keras-contents-worker${extname(import.meta.url)}`, import.meta.url);
  // What the library prints is taken by nobody: failures come as errors.
  const options = { workerData: request, transferList: bytes ? [bytes.buffer] : [], stdout: true, stderr: true };
  const thread = new Worker(url, options);
  const ended = new AbortController();
  const reply = await new Promise<KerasContentsReply>((resolve) => {
    const fail = (reason: string): void => resolve({ error: damaged(path, reason).toWire() });
    const allow = (limitMs: number): void => {
      const giveUp = (): void => {
        fail('reading it does not end');
        void thread.terminate();
      };
      // What rejects is the waiting, when the thread has ended.
      hasRunFor(thread, limitMs, ended.signal).then(giveUp, () => undefined);
    };
    let answer: KerasContentsReply | null = null;
    thread.on('message', (message: typeof threadIsReady | KerasContentsReply) => {
      if (message === threadIsReady) allow(readLimitMs + (size / 2 ** 20) * readLimitMsPerMiB);
      else answer = message;
    });
    thread.once('error', (error) => fail(error instanceof Error ? error.message : String(error)));
    // Only then is the file closed.
    thread.once('exit', () => (answer ? resolve(answer) : fail('the HDF5 library gave up on it')));
  });
  ended.abort();
  if ('error' in reply) throw SteerscopeError.fromWire(reply.error);
  return reply.contents;
}

/** Resolves when a thread has had the processor for half of `limitMs` and that time is over; never before. */
async function hasRunFor(thread: Worker, limitMs: number, signal: AbortSignal): Promise<void> {
  const busyMs = async (): Promise<number> => {
    const { user, system } = await thread.cpuUsage();
    return (user + system) / 1000;
  };
  const startMs = await busyMs();
  for (let waits = 0; waits < waitsAtMost; waits++) {
    await sleep(limitMs, undefined, { signal });
    if ((await busyMs()) - startMs >= limitMs / 2) return;
  }
}

/** The error for a file that the HDF5 library cannot read. */
export function damaged(path: string, reason: string, cause?: unknown): SteerscopeError {
  return new SteerscopeError(
    'not-readable',
    `This HDF5 file is damaged or incomplete (${reason}): ${path}`,
    'Copy or download the file again; if it still fails, save the network again from the training script.',
    { cause },
  );
}
