import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { noteRead } from './file-stamps.ts';
import { DamagedContainer } from './damaged-container.ts';
import type { Hdf5Dataset } from './hdf5-file.ts';
import type { Hdf5Reply, Hdf5Request } from './hdf5-messages.ts';

/** Starting the thread and its library takes 0.3 s, a picture 2 ms; a file that keeps it so long is damaged. */
const limitMs = 5000;

/** `Omit` that keeps the members of a union apart. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** An HDF5 file, read in a thread that ends with it. */
export class Hdf5Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve(reply: Hdf5Reply): void; reject(reason: Error): void }>();
  #nextId = 0;
  #gone: DamagedContainer | null = null;

  constructor(path: string) {
    noteRead(path);
    const url = new URL(`./hdf5-worker${extname(import.meta.url)}`, import.meta.url);
    // What the library prints is taken by nobody: failures come as errors.
    this.#worker = new Worker(url, { workerData: path, stdout: true, stderr: true });
    // An open file keeps no process alive.
    this.#worker.unref();
    this.#worker.on('message', (reply: Hdf5Reply) => {
      this.#waiting.get(reply.id)?.resolve(reply);
      this.#waiting.delete(reply.id);
    });
    this.#worker.on('error', () => this.#end('the HDF5 library gave up on it'));
    this.#worker.on('exit', () => this.#end('the HDF5 library gave up on it'));
  }

  async datasets(): Promise<readonly Hdf5Dataset[]> {
    const reply = await this.#ask({ ask: 'datasets' });
    return 'datasets' in reply ? reply.datasets : [];
  }

  async numbers(name: string, from: number, to: number): Promise<Float64Array> {
    const reply = await this.#ask({ ask: 'numbers', name, from, to });
    return 'numbers' in reply ? reply.numbers : new Float64Array();
  }

  async bytes(name: string, index: number): Promise<Uint8Array<ArrayBuffer>> {
    const reply = await this.#ask({ ask: 'bytes', name, index });
    return 'bytes' in reply ? reply.bytes : new Uint8Array();
  }

  get isGone(): boolean {
    return this.#gone !== null;
  }

  close(): void {
    this.#worker.postMessage(null);
  }

  /** @throws DamagedContainer when the file cannot be read, or reading does not end. */
  async #ask(request: WithoutId<Hdf5Request>): Promise<Hdf5Reply> {
    if (this.#gone) throw this.#gone;
    const id = this.#nextId;
    this.#nextId += 1;
    let timer: NodeJS.Timeout | undefined;
    try {
      const reply = await new Promise<Hdf5Reply>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        timer = setTimeout(() => {
          this.#end('reading it does not end');
          void this.#worker.terminate();
        }, limitMs);
        this.#worker.postMessage({ ...request, id });
      });
      if ('error' in reply) throw new DamagedContainer(reply.error);
      return reply;
    } finally {
      clearTimeout(timer);
    }
  }

  #end(reason: string): void {
    this.#gone ??= new DamagedContainer(reason);
    for (const { reject } of this.#waiting.values()) reject(this.#gone);
    this.#waiting.clear();
  }
}
