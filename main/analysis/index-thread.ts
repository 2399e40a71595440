import type { OpenDriveOptions } from '../drives/drive-format.ts';
import type { IndexedDrive } from '../drives/indexed-drive.ts';
import { SteerscopeError, type WireError } from '../../shared/steerscope-error.ts';
import { startThread } from './start-thread.ts';

export interface IndexRequest {
  readonly path: string;
  readonly options: Pick<OpenDriveOptions, 'mapping' | 'growing'>;
}

export type IndexReply =
  { readonly drive: IndexedDrive; readonly error: null } | { readonly drive: null; readonly error: WireError };

/**
 * Reads a drive in a thread of its own, while this one does other things.
 * @throws SteerscopeError as `openCheckedDrive`; `worker-failed`.
 */
export function readInThread(request: IndexRequest, signal: AbortSignal): Promise<IndexedDrive> {
  return new Promise((resolve, reject) => {
    const worker = startThread('./index-worker', import.meta.url, request);
    const cancel = (): void => worker.postMessage('cancel');
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const fail = (reason: string): void =>
      reject(
        new SteerscopeError(
          'worker-failed',
          `Reading the drive stopped (${reason}): ${request.path}`,
          'Open it again; if that stops too, please report it.',
        ),
      );
    worker.on('message', ({ drive, error }: IndexReply) => {
      if (drive) resolve(drive);
      else reject(SteerscopeError.fromWire(error));
    });
    worker.on('error', (error) => fail(error.message));
    worker.on('exit', (code) => {
      signal.removeEventListener('abort', cancel);
      // Of a promise that is settled already nothing comes.
      fail(`its thread ended with code ${code}`);
    });
  });
}
