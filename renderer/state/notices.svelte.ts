import { untrack } from 'svelte';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'error' | 'info';
  readonly message: string;
  /** What to do about it; empty when nothing is to be done. */
  readonly nextStep: string;
  /** What a button on it does; it is dismissed with that. */
  readonly action?: { readonly label: string; run(): void };
}

const infoLastsMs = 6000;

/** Messages in the corner of the window. Errors stay until they are dismissed. */
export class Notices {
  list = $state.raw<readonly Notice[]>([]);
  #nextId = 1;

  /** Shows what went wrong. A cancelled call is not worth a word; a lost connection has its own banner. */
  error(thrown: unknown): void {
    const { code, message, nextStep } = SteerscopeError.from(thrown);
    if (code === 'cancelled' || code === 'unreachable') return;
    this.#add({ tone: 'error', message, nextStep });
  }

  /** Something to know of that is not to be missed: it stays until it is dismissed. */
  warn(message: string, nextStep = ''): void {
    this.#add({ tone: 'info', message, nextStep });
  }

  /** Something that can be taken back or gone on with. @param lastsMs unless told, it stays until it is dismissed. */
  offer(message: string, action: NonNullable<Notice['action']>, lastsMs?: number): void {
    const id = this.#add({ tone: 'info', message, nextStep: '', action });
    if (lastsMs !== undefined) setTimeout(() => this.dismiss(id), lastsMs);
  }

  info(message: string, nextStep = ''): void {
    const id = this.#add({ tone: 'info', message, nextStep });
    setTimeout(() => this.dismiss(id), infoLastsMs);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>): number {
    const id = this.#nextId++;
    // What tells of something in an effect does not depend on what was told before.
    const others = untrack(() => this.list).filter(({ message }) => message !== notice.message);
    this.list = [...others.slice(-3), { id, ...notice }];
    return id;
  }
}
