import type { SessionEvent } from '../../shared/session-event.ts';
import type { ApiClient } from '../api.ts';
import { followEvents } from './event-stream.ts';

/**
 * How the page and the product stand: `lost` while nobody answers, `refused` when the product was started anew and knows
 * this page no more, `closed` when it has closed the session.
 */
export type Connection = 'there' | 'lost' | 'refused' | 'closed';

interface LinkEnds {
  onEvent(event: SessionEvent): void;
  /** It was lost and stands again. */
  onBack(): void;
  /** Nothing more will be heard of the session. */
  onEnd(): void;
}

/** The line on which the product tells of a session. */
export class SessionLink {
  connection = $state<Connection>('there');
  readonly #api: ApiClient;
  readonly #ends: LinkEnds;

  constructor(api: ApiClient, ends: LinkEnds) {
    this.#api = api;
    this.#ends = ends;
  }

  follow(id: string, signal: AbortSignal): void {
    const following = followEvents({
      connect: () => this.#api.events(id, signal),
      onEvent: (event) => this.#ends.onEvent(event),
      onConnected: (connected) => {
        const isBack = connected && this.connection === 'lost';
        this.connection = connected ? 'there' : 'lost';
        if (isBack) this.#ends.onBack();
      },
      signal,
    });
    void following.then((end) => {
      if (!end) return;
      this.connection = end.code === 'unauthorised' ? 'refused' : 'closed';
      this.#ends.onEnd();
    });
  }
}
