import { parentPort, workerData } from 'node:worker_threads';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { closePictures } from '../frames/read-frame.ts';
import type { IndexReply, IndexRequest } from './index-thread.ts';
import { readCheckedDrive } from './open-checked-drive.ts';
import { transferableBuffers } from './transferable-buffers.ts';

/* The thread entry: reads one drive, hands it over and ends. Any message cancels it. */

if (!parentPort) throw new Error('index-worker is the entry of a worker thread.');
const port = parentPort;
const cancelling = new AbortController();
port.once('message', () => cancelling.abort());

async function reply(): Promise<IndexReply> {
  const { path, options } = workerData as IndexRequest;
  try {
    return { drive: await readCheckedDrive(path, { ...options, signal: cancelling.signal }), error: null };
  } catch (thrown) {
    return { drive: null, error: SteerscopeError.from(thrown).toWire() };
  }
}

const result = await reply();
port.postMessage(result, transferableBuffers(result.drive?.data));
await closePictures();
port.close();
