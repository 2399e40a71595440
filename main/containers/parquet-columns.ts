import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { noteRead } from './file-stamps.ts';
import { DamagedContainer } from './damaged-container.ts';

/** Numbers of one column, `width` a row; NaN where there is none. */
export interface NumberColumn {
  readonly width: number;
  /** `[row, element]`. */
  readonly values: Float64Array;
}

export interface ParquetRequest {
  readonly path: string;
  readonly columns: readonly string[];
}

/** Columns that the file does not have, or that hold no numbers, are left out. */
export interface ParquetNumbers {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, NumberColumn>;
}

export type ParquetReply = { readonly numbers: ParquetNumbers } | { readonly error: string };

const limitMs = 5000;
const limitMsPerMiB = 200;
/** Rows of numbers become JavaScript arrays on the way. */
const maxHeapMiB = 768;

/**
 * Reads numbers of Parquet files, one file after the other, in a thread of its own: a damaged or hostile file can keep the
 * library busy, or claim more than memory holds; both end with the thread, and the next file has another.
 */
export class ParquetThread {
  #worker: Worker | null = null;

  /** @throws DamagedContainer; the signal's reason. */
  async read(request: ParquetRequest, sizeBytes: number, signal?: AbortSignal): Promise<ParquetNumbers> {
    noteRead(request.path);
    signal?.throwIfAborted();
    const worker = this.#worker ?? startWorker();
    this.#worker = worker;
    const reply = await new Promise<ParquetReply>((resolve) => {
      const giveUp = (error: string): void => {
        this.close();
        settle({ error });
      };
      const timer = setTimeout(
        () => giveUp('reading it does not end'),
        limitMs + (sizeBytes / 2 ** 20) * limitMsPerMiB,
      );
      const abort = (): void => giveUp('cancelled');
      const fail = (): void => giveUp('it holds more than fits into memory');
      const settle = (outcome: ParquetReply): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        worker.off('message', settle).off('error', fail).off('exit', fail);
        resolve(outcome);
      };
      signal?.addEventListener('abort', abort, { once: true });
      worker.on('message', settle).on('error', fail).on('exit', fail);
      worker.postMessage(request);
    });
    signal?.throwIfAborted();
    if ('error' in reply) throw new DamagedContainer(reply.error);
    return reply.numbers;
  }

  /** Ends the thread; a further file starts another. */
  close(): void {
    // What a dying thread throws concerns nobody.
    this.#worker?.on('error', () => null);
    void this.#worker?.terminate();
    this.#worker = null;
  }
}

function startWorker(): Worker {
  const url = new URL(`./parquet-worker${extname(import.meta.url)}`, import.meta.url);
  return new Worker(url, { resourceLimits: { maxOldGenerationSizeMb: maxHeapMiB } });
}
