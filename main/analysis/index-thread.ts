import type { Worker } from 'node:worker_threads';
import type { OpenDriveOptions } from '../drives/drive-format.ts';
import type { IndexedDrive } from '../drives/indexed-drive.ts';
import { SteerscopeError, type WireError } from '../../shared/steerscope-error.ts';
import { startThread } from './start-thread.ts';

export interface IndexRequest {
  readonly path: string;
  readonly options: Pick<OpenDriveOptions, 'mapping' | 'growing'>;
}

export type ToIndexWorker = { readonly type: 'read'; readonly request: IndexRequest } | { readonly type: 'close' };

/** Drive or error. */
export interface IndexReply {
  readonly drive: IndexedDrive | null;
  readonly error: WireError | null;
  readonly tookMs: number;
}

/** Reads a drive in a thread of its own, again and again, while this one does other things. */
export class IndexThread {
  readonly #request: IndexRequest;
  #worker: Worker | null = null;

  constructor(request: IndexRequest) {
    this.#request = request;
  }

  /**
   * One reading at a time.
   * @throws SteerscopeError as `openCheckedDrive`; `worker-failed`, also when it is closed meanwhile.
   */
  read(): Promise<{ readonly drive: IndexedDrive; readonly tookMs: number }> {
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve, reject) => {
      const end = (): void => {
        worker.off('message', take).off('error', fail).off('exit', exit);
      };
      const fail = ({ message }: Error): void => {
        end();
        reject(
          new SteerscopeError(
            'worker-failed',
            `Reading the drive stopped (${message}): ${this.#request.path}`,
            'Open it again; if that stops too, please report it.',
          ),
        );
      };
      const exit = (code: number): void => fail(new Error(`its thread ended with code ${code}`));
      const take = ({ drive, error, tookMs }: IndexReply): void => {
        end();
        if (drive) resolve({ drive, tookMs });
        else reject(error ? SteerscopeError.fromWire(error) : new Error('The thread found nothing.'));
      };
      worker.on('message', take).on('error', fail).on('exit', exit);
      this.#post({ type: 'read', request: this.#request });
    });
  }

  /** Cancels what is being read; the thread ends by itself. */
  close(): void {
    this.#post({ type: 'close' });
    this.#worker = null;
  }

  /** One that ends by itself while nothing is read is replaced. */
  #start(): Worker {
    const worker = startThread('./index-worker', import.meta.url);
    const forget = (): void => {
      if (this.#worker === worker) this.#worker = null;
    };
    return worker.on('error', forget).on('exit', forget);
  }

  #post(message: ToIndexWorker): void {
    this.#worker?.postMessage(message);
  }
}
