import { videoTable } from '../containers/video-tables.ts';
import type { VideoTable } from '../containers/video-table.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** What nobody asks any more is closed by itself. */
const idleMs = 30_000;
/** So long a file is believed to be the one it was; asking for each frame would take longer than decoding small ones. */
const trustedMs = 1000;

interface Entry<Opened> {
  readonly opened: Opened;
  readonly table: VideoTable;
  readonly idle: NodeJS.Timeout;
  checkedMs: number;
}

interface Closable {
  close(): void;
}

/**
 * Videos open for one purpose, at most a few at once. Decoders are not reentrant: what asks for them waits in one line, of
 * which each pool has its own.
 */
export class VideoPool<Opened extends Closable> {
  readonly #open: (table: VideoTable) => Promise<Opened>;
  readonly #maxOpen: number;
  readonly #entries = new Map<string, Entry<Opened>>();
  #line: Promise<unknown> = Promise.resolve();

  constructor(maxOpen: number, open: (table: VideoTable) => Promise<Opened>) {
    this.#maxOpen = maxOpen;
    this.#open = open;
  }

  /**
   * Runs `work` on an open video when all asked for before is done.
   * @throws SteerscopeError `not-readable`, `cancelled`; whatever `work` throws.
   */
  use<Result>(
    path: string,
    signal: AbortSignal | undefined,
    work: (video: Opened) => Result | Promise<Result>,
  ): Promise<Result> {
    const mine = this.#line.then(async () => {
      try {
        signal?.throwIfAborted();
        return await work(await this.#entry(path, signal));
      } catch (thrown) {
        if (signal?.aborted !== true) throw thrown;
        throw new SteerscopeError('cancelled', 'Reading the frame was cancelled.', 'Ask for it again.', {
          cause: thrown,
        });
      }
    });
    this.#line = mine.catch(() => null);
    return mine;
  }

  /**
   * The video where it is open, without waiting in line; only for synchronous work that touches no decoder.
   * `isTrusted`: its file was looked at just now.
   */
  peek(path: string): { readonly video: Opened; readonly isTrusted: boolean } | null {
    const entry = this.#entries.get(path);
    return entry ? { video: entry.opened, isTrusted: performance.now() - entry.checkedMs <= trustedMs } : null;
  }

  /** Closes all videos, as soon as what was asked before is done. */
  closeAll(): Promise<void> {
    const closing = this.#line.then(() => {
      for (const path of [...this.#entries.keys()]) this.#close(path);
    });
    this.#line = closing;
    return closing;
  }

  async #entry(path: string, signal: AbortSignal | undefined): Promise<Opened> {
    const now = performance.now();
    let entry = this.#entries.get(path);
    if (entry === undefined || now - entry.checkedMs > trustedMs) {
      const table = await videoTable(path, signal);
      if (entry && entry.table !== table) {
        this.#close(path);
        entry = undefined;
      }
      entry ??= {
        opened: await this.#open(table),
        table,
        checkedMs: now,
        idle: setTimeout(() => this.#closeIdle(path), idleMs).unref(),
      };
      entry.checkedMs = now;
    }
    entry.idle.refresh();
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxOpen) break;
      this.#close(oldest);
    }
    return entry.opened;
  }

  #closeIdle(path: string): void {
    this.#line = this.#line.then(() => this.#close(path));
  }

  #close(path: string): void {
    const entry = this.#entries.get(path);
    if (!entry) return;
    this.#entries.delete(path);
    clearTimeout(entry.idle);
    entry.opened.close();
  }
}
