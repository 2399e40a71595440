import { parentPort, workerData } from 'node:worker_threads';
import { SteerscopeError, type WireError } from '../../shared/steerscope-error.ts';
import type { ClipRequest, RenderedClip } from './clip-request.ts';
import { renderClip } from './render-clip.ts';

/* The thread entry: renders the one clip it was started for. */

export type FromExportWorker =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'finished'; readonly clip: RenderedClip }
  | { readonly type: 'failed'; readonly error: WireError };

const port = parentPort;
if (!port) throw new Error('export-worker is the entry of a worker thread.');

const cancelling = new AbortController();
port.on('message', (message: 'cancel') => {
  if (message === 'cancel') cancelling.abort();
});

const tell = (message: FromExportWorker): void => port.postMessage(message);
try {
  const clip = await renderClip(workerData as ClipRequest, {
    signal: cancelling.signal,
    onProgress: (done, total) => tell({ type: 'progress', done, total }),
  });
  tell({ type: 'finished', clip });
} catch (thrown) {
  tell({ type: 'failed', error: SteerscopeError.from(thrown).toWire() });
} finally {
  port.close();
}
