import type { JournalKey, JournalVersion, ProjectContents } from '../../shared/project.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import type { Notices } from './notices.svelte.ts';

/** A change is written this long after it at the latest. */
const delayMs = 700;
/** And so long after it could not be, since nobody answered. */
const retryMs = 5000;
/** A browser lets no more than 64 KiB outlive a page. */
const maxLeavingBytes = 60_000;

/** What is to be written now, and what it belongs to; null: nothing is. */
export type Unsaved = {
  readonly key: JournalKey;
  readonly contents: ProjectContents;
  /** As `WindowJournal` has them. */
  readonly seen: string | null;
  readonly unsaved: boolean;
} | null;

/** Sends every change to the product, which keeps it beside the user's other state: at once enough, and never twice. */
export class Autosave {
  readonly #api: ApiClient;
  readonly #notices: Notices;
  readonly #now: () => Unsaved;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** As it was written or read last. */
  #written = '';
  /** Journals that what there is now goes on from; another window's among them. */
  #goesOnFrom: readonly JournalVersion[] = [];
  #hasComplained = false;
  #hasLeft = false;
  /** Names this window's journal of what is open; another one's, though its own, it must not write over. */
  #writer = crypto.randomUUID();

  /** @param now tells what there is to be written. */
  constructor(api: ApiClient, notices: Notices, now: () => Unsaved) {
    this.#api = api;
    this.#notices = notices;
    this.#now = now;
  }

  /** As a save tells it, which ends with the journals of what it saves. */
  get from(): { writer: string; goesOnFrom: JournalVersion[] } {
    return { writer: this.#writer, goesOnFrom: [...this.#goesOnFrom] };
  }

  /** Something has changed. */
  changed(afterMs = delayMs): void {
    this.#timer ??= setTimeout(() => void this.flush(), afterMs);
  }

  /** What there is now is kept already. @param read it goes on from these journals. */
  settle(read: readonly JournalVersion[] = []): void {
    this.#writer = crypto.randomUUID();
    this.#goesOnFrom = read.map(({ writer, at }) => ({ writer, at }));
    this.#settleAs(this.#now());
  }

  /** This has been saved; what has changed since is not. */
  saved(saved: NonNullable<Unsaved>): void {
    this.#goesOnFrom = [];
    this.#settleAs(saved);
    this.changed();
  }

  /** What the window holds is not wanted: its journals go. */
  async discard(key: JournalKey): Promise<void> {
    this.#settleAs(this.#now());
    const versions = this.#goesOnFrom.map(({ writer, at }) => ({ writer, at: String(at) }));
    this.#goesOnFrom = [];
    for (const version of [{ writer: this.#writer }, ...versions])
      await this.#api.discardJournal({ ...key, ...version });
  }

  /** @param leaving the page is going away: the request outlives it, and nothing is written any more. */
  async flush(leaving = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const unsaved = this.#hasLeft ? null : this.#now();
    this.#hasLeft ||= leaving;
    const text = JSON.stringify(unsaved);
    if (!unsaved || text === this.#written) return;
    this.#written = text;
    const { from } = this;
    const fits = leaving && new TextEncoder().encode(text).length < maxLeavingBytes;
    try {
      await this.#api.keepJournal({ ...unsaved, ...from }, fits);
      this.#goesOnFrom = this.#goesOnFrom.filter((version) => !from.goesOnFrom.includes(version));
    } catch (thrown) {
      this.#complain(SteerscopeError.from(thrown));
    }
  }

  #settleAs(unsaved: Unsaved): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#written = JSON.stringify(unsaved);
  }

  /** A folder that cannot be written to is told of once. */
  #complain({ code, message, nextStep }: SteerscopeError): void {
    if (code === 'unreachable' || code === 'cancelled') {
      this.#written = '';
      return this.changed(retryMs);
    }
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    this.#notices.warn(`Your changes are not kept from one start to the next: ${message}`, nextStep);
  }
}
