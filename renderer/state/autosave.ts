import type { JournalKey, ProjectContents } from '../../shared/project.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import type { Notices } from './notices.svelte.ts';

/** A change is written this long after it at the latest. */
const delayMs = 700;

/** What is to be written now, and what it belongs to; null: nothing is. */
export type Unsaved = { readonly key: JournalKey; readonly contents: ProjectContents } | null;

/** Sends every change to the product, which keeps it beside the user's other state: at once enough, and never twice. */
export class Autosave {
  readonly #api: ApiClient;
  readonly #notices: Notices;
  readonly #now: () => Unsaved;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** As it was written or read last. */
  #written = '';
  #hasComplained = false;

  /** @param now tells what there is to be written. */
  constructor(api: ApiClient, notices: Notices, now: () => Unsaved) {
    this.#api = api;
    this.#notices = notices;
    this.#now = now;
  }

  /** Something has changed. */
  changed(): void {
    this.#timer ??= setTimeout(() => void this.flush(), delayMs);
  }

  /** What there is now is kept already. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#written = JSON.stringify(this.#now());
  }

  /** @param leaving the page is going away: the request outlives it. */
  async flush(leaving = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const unsaved = this.#now();
    const text = JSON.stringify(unsaved);
    if (!unsaved || text === this.#written) return;
    this.#written = text;
    try {
      // A browser lets no more than that outlive a page.
      await this.#api.keepJournal(unsaved, leaving && text.length < 60_000);
    } catch (thrown) {
      this.#complain(SteerscopeError.from(thrown));
    }
  }

  /** A folder that cannot be written to is told of once. */
  #complain({ code, message, nextStep }: SteerscopeError): void {
    if (code === 'unreachable' || code === 'cancelled') {
      this.#written = '';
      return;
    }
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    this.#notices.warn(`Your changes are not kept from one start to the next: ${message}`, nextStep);
  }
}
