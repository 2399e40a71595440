import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { SteerscopeError, type WireError } from '../../shared/steerscope-error.ts';

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

/** All that Steerscope needs of a Keras HDF5 file. */
export interface KerasContents {
  /** The network's JSON; null in a file of weights alone. */
  readonly config: string | null;
  readonly kerasVersion: string | null;
  readonly backend: string | null;
  /** Layers that have weights, in the order of the file. Null when the file holds none in Keras's way. */
  readonly layers: readonly LayerWeights[] | null;
}

/** What the thread answers. */
export type KerasContentsReply = { readonly contents: KerasContents } | { readonly error: WireError };

/** The largest networks take some seconds. */
const timeLimitMs = 120_000;

/**
 * Reads a Keras HDF5 file in a thread of its own. The HDF5 library, given a damaged file, may abort, run on, or keep the
 * file open and show its old content when it is opened again; all of that ends with the thread.
 * @throws SteerscopeError `not-readable` when the file is damaged.
 */
export async function readKerasHdf5(path: string): Promise<KerasContents> {
  const url = new URL(`./keras-contents-worker${extname(import.meta.url)}`, import.meta.url);
  // What the library prints is taken by nobody: failures come as errors.
  const thread = new Worker(url, { workerData: path, stdout: true, stderr: true });
  let timer: NodeJS.Timeout | undefined;
  const reply = await new Promise<KerasContentsReply>((resolve) => {
    const fail = (reason: string): void => resolve({ error: damaged(path, reason).toWire() });
    timer = setTimeout(() => {
      fail('reading it takes too long');
      void thread.terminate();
    }, timeLimitMs);
    let answer: KerasContentsReply | null = null;
    thread.once('message', (message: KerasContentsReply) => (answer = message));
    thread.once('error', (error) => fail(error instanceof Error ? error.message : String(error)));
    // Only then is the file closed.
    thread.once('exit', () => (answer ? resolve(answer) : fail('the HDF5 library gave up on it')));
  });
  clearTimeout(timer);
  if ('error' in reply) throw SteerscopeError.fromWire(reply.error);
  return reply.contents;
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
