import { setTimeout as sleep } from 'node:timers/promises';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { DriveReading } from '../drives/drive-data.ts';
import { hasChanged, takenAsNow, type IndexedDrive } from '../drives/indexed-drive.ts';
import { IndexThread, type IndexRequest } from './index-thread.ts';

/** How often the files of a growing drive are looked at. */
const lookMs = 1000;
/** Of the time of a growing drive one tenth goes into reading it. */
const restPerReading = 9;

/** A drive that there is, or will be, more of than was read. */
export interface UnfinishedDrive extends IndexRequest {
  readonly reading: DriveReading;
}

export interface FollowerEvents {
  /** Awaited: nothing is read meanwhile. */
  onRead(drive: IndexedDrive): Promise<void>;
  /** The drive cannot be read any further; told once until it can. */
  onLost(reason: SteerscopeError): void;
}

/** Reads the rest of a drive of which the first frames are open, and a growing one again whenever its files change. */
export class DriveFollower {
  readonly #drive: UnfinishedDrive;
  readonly #events: FollowerEvents;
  readonly #stopping = new AbortController();

  constructor(drive: UnfinishedDrive, events: FollowerEvents) {
    this.#drive = drive;
    this.#events = events;
    void this.#run();
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const thread = new IndexThread(this.#drive);
    signal.addEventListener('abort', () => thread.close());
    const growing = this.#drive.options.growing ?? false;
    let { reading } = this.#drive;
    let isLost = false;
    let tookMs = 0;
    while (!signal.aborted && (growing || !reading.isWhole)) {
      if (reading.isWhole) await this.#change(reading, restPerReading * tookMs);
      if (signal.aborted) return;
      try {
        const found = await thread.read();
        if (signal.aborted) return;
        // What it holds is gone before a run over all of the drive begins.
        if (!growing && found.drive.reading.isWhole) thread.close();
        await this.#events.onRead(found.drive);
        ({ reading } = found.drive);
        ({ tookMs } = found);
        isLost = false;
      } catch (thrown) {
        if (signal.aborted) return;
        if (!isLost) this.#events.onLost(SteerscopeError.from(thrown));
        isLost = true;
        reading = { ...takenAsNow(reading), isWhole: true };
      }
    }
    thread.close();
  }

  /** Until the files are others than they were, and so long at least. */
  async #change(reading: DriveReading, leastMs: number): Promise<void> {
    const { signal } = this.#stopping;
    const earliest = performance.now() + leastMs;
    do await sleep(lookMs, undefined, { signal }).catch(() => undefined);
    while (!signal.aborted && (performance.now() < earliest || !hasChanged(reading)));
  }
}
