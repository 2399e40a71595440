import type { SessionEvent } from '../../shared/session-event.ts';
import type { FitCandidate, FitResult } from '../../shared/fit.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import { OwnEvents } from './own-events.ts';

export type FitState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'running';
      readonly done: number;
      readonly total: number;
      /** The best so far, best first; a few. */
      readonly best: readonly FitCandidate[];
    }
  | { readonly phase: 'finished'; readonly result: FitResult }
  | { readonly phase: 'failed'; readonly error: SteerscopeError };

export type FitEvent = Extract<SessionEvent, { fitId: string }>;

/** The search for the preprocessing: one at a time. */
export class FitSearch {
  state = $state.raw<FitState>({ phase: 'idle' });
  readonly #api: ApiClient;
  #events: OwnEvents<FitEvent> | null = null;
  #session = '';

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async start(session: string): Promise<void> {
    const events = (this.#events = new OwnEvents<FitEvent>());
    this.#session = session;
    this.state = { phase: 'running', done: 0, total: 0, best: [] };
    try {
      const { fitId } = await this.#api.startFit(session);
      const early = events.own(fitId);
      if (events === this.#events) for (const event of early) this.#apply(event);
    } catch (thrown) {
      if (events === this.#events) this.state = { phase: 'failed', error: SteerscopeError.from(thrown) };
    }
  }

  async cancel(): Promise<void> {
    if (this.state.phase !== 'running') return;
    this.forget();
    await this.#api.cancelFit(this.#session).catch(() => undefined);
  }

  /** What was found belongs to another drive or network. */
  forget(): void {
    this.#events = null;
    this.state = { phase: 'idle' };
  }

  /** The session that searched is gone. */
  lost(): void {
    if (this.state.phase === 'running') this.forget();
  }

  take(event: FitEvent): void {
    if (this.#events?.takes(event.fitId, event)) this.#apply(event);
  }

  #apply(event: FitEvent): void {
    if (event.type === 'fit-progress') {
      const { done, total, best } = event;
      this.state = { phase: 'running', done, total, best };
    } else if (event.type === 'fit-failed')
      this.state = { phase: 'failed', error: SteerscopeError.fromWire(event.error) };
    else this.state = event.result ? { phase: 'finished', result: event.result } : { phase: 'idle' };
  }
}
