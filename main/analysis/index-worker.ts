import { parentPort } from 'node:worker_threads';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { closePictures } from '../frames/read-frame.ts';
import type { IndexReply, IndexRequest, ToIndexWorker } from './index-thread.ts';
import { readCheckedDrive } from './open-checked-drive.ts';
import { transferableBuffers } from './transferable-buffers.ts';

/* The thread entry: reads a drive whenever it is asked to, one at a time, and hands it over. */

if (!parentPort) throw new Error('index-worker is the entry of a worker thread.');
const port = parentPort;
let cancelling = new AbortController();

port.on('message', (message: ToIndexWorker) => {
  if (message.type === 'close') {
    cancelling.abort();
    port.close();
  } else void answer(message.request);
});

async function answer(request: IndexRequest): Promise<void> {
  cancelling = new AbortController();
  const start = performance.now();
  const found = await read(request, cancelling.signal);
  const message: IndexReply = { ...found, tookMs: performance.now() - start };
  port.postMessage(message, transferableBuffers(found.drive?.data));
}

async function read(
  { path, options }: IndexRequest,
  signal: AbortSignal,
): Promise<Pick<IndexReply, 'drive' | 'error'>> {
  try {
    const drive = await readCheckedDrive(path, { ...options, signal });
    await closePictures();
    return { drive, error: null };
  } catch (thrown) {
    return { drive: null, error: SteerscopeError.from(thrown).toWire() };
  }
}
