import { fork, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noteRead } from './file-stamps.ts';
import { DamagedContainer } from './damaged-container.ts';
import type { ParquetTableStart } from './parquet-table.ts';

/** Numbers of one column, `width` a row; NaN where there is none. */
export interface NumberColumn {
  readonly width: number;
  /** `[row, element]`. */
  readonly values: Float64Array;
}

export type ParquetRequest =
  | { readonly task: 'numbers'; readonly path: string; readonly columns: readonly string[] }
  | { readonly task: 'start'; readonly path: string }
  | ({ readonly task: 'cells' } & CellsRequest)
  | ({ readonly task: 'picture' } & PictureRequest);

/** Rows as text. */
export interface CellsRequest {
  readonly path: string;
  readonly columns: readonly string[];
  /** Columns that are not read, since they hold pictures. */
  readonly pictures: readonly string[];
  readonly start: number;
  readonly count: number;
}

/** The picture in one row. */
export interface PictureRequest {
  readonly path: string;
  readonly column: string;
  readonly row: number;
  /** Another one for another content of the file. */
  readonly stamp: string;
}

/** Columns that the file does not have, or that hold no numbers, are left out. */
export interface ParquetNumbers {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, NumberColumn>;
}

export type ParquetReply = { readonly value: unknown } | { readonly error: string };

const usualLimitMs = 5000;
const limitMsPerMiB = 200;
/** Rows of numbers become JavaScript arrays on the way. */
const maxHeapMiB = 768;

/**
 * Reads Parquet files, one request after the other, in a process of its own: a damaged or hostile file can keep the
 * library busy, or have it write behind the end of its arrays until there is no memory, which ends a process, threads and
 * all. The next file has another one.
 */
export class ParquetReader {
  #process: ChildProcess | null = null;
  readonly #limitMs: number;

  /** @param limitMs how long a request may take, and some more for each mebibyte. */
  constructor(limitMs = usualLimitMs) {
    this.#limitMs = limitMs;
  }

  /** @throws DamagedContainer; the signal's reason; so do all. */
  async read(
    request: { readonly path: string; readonly columns: readonly string[] },
    sizeBytes: number,
    signal?: AbortSignal,
  ): Promise<ParquetNumbers> {
    return (await this.#ask({ task: 'numbers', ...request }, sizeBytes, signal)) as ParquetNumbers;
  }

  async start(path: string, signal?: AbortSignal): Promise<ParquetTableStart> {
    return (await this.#ask({ task: 'start', path }, 0, signal)) as ParquetTableStart;
  }

  async cells(request: CellsRequest, sizeBytes: number, signal?: AbortSignal): Promise<readonly (readonly string[])[]> {
    return (await this.#ask({ task: 'cells', ...request }, sizeBytes, signal)) as readonly (readonly string[])[];
  }

  /** Null where the row has none. */
  async picture(request: PictureRequest, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = (await this.#ask({ task: 'picture', ...request }, 0, signal)) as Uint8Array<ArrayBuffer> | null;
    // Bytes come as a piece of the whole message, which the caller must not get.
    return bytes && bytes.slice();
  }

  async #ask(request: ParquetRequest, sizeBytes: number, signal?: AbortSignal): Promise<unknown> {
    noteRead(request.path);
    signal?.throwIfAborted();
    const child = this.#process ?? startProcess();
    this.#process = child;
    keepAlive(child, true);
    const reply = await new Promise<ParquetReply>((resolve) => {
      const giveUp = (error: string): void => {
        this.close();
        settle({ error });
      };
      const timer = setTimeout(
        () => giveUp('reading it does not end'),
        this.#limitMs + (sizeBytes / 2 ** 20) * limitMsPerMiB,
      );
      const abort = (): void => giveUp('cancelled');
      const fail = (): void => giveUp('it holds more than fits into memory');
      const settle = (outcome: ParquetReply): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        child.off('message', take).off('error', fail).off('exit', fail);
        resolve(outcome);
      };
      const take = (message: unknown): void => settle(message as ParquetReply);
      signal?.addEventListener('abort', abort, { once: true });
      child.on('message', take).on('error', fail).on('exit', fail);
      child.send(request, (error) => error && fail());
    });
    keepAlive(child, false);
    signal?.throwIfAborted();
    if ('error' in reply) throw new DamagedContainer(reply.error);
    return reply.value;
  }

  /** Ends the process; a further file starts another. */
  close(): void {
    // What becomes of it concerns nobody.
    this.#process?.on('error', () => null);
    this.#process?.kill('SIGKILL');
    this.#process = null;
  }
}

function startProcess(): ChildProcess {
  const entry = fileURLToPath(new URL(`./parquet-worker${extname(import.meta.url)}`, import.meta.url));
  return fork(entry, {
    execArgv: [`--max-old-space-size=${maxHeapMiB}`],
    // As threads do: arrays of numbers and bytes arrive as such.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** A process that nobody waits for keeps this one from ending no longer. */
function keepAlive(child: ChildProcess, keeps: boolean): void {
  for (const handle of [child, child.channel]) {
    if (keeps) handle?.ref();
    else handle?.unref();
  }
}
