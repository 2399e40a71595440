import type { DriveColumns } from '../../shared/drive.ts';
import type { SessionEvent } from '../../shared/session-event.ts';
import type { SessionInfo, SessionRequest } from '../../shared/session.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
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
  onEnd(why: SteerscopeError): void;
}

/** A session of the product, as the page holds it: opened, asked, listened to, let go of. */
export class SessionLink {
  connection = $state<Connection>('there');
  readonly #api: ApiClient;
  readonly #ends: LinkEnds;
  readonly #closing = new AbortController();
  /** Null: none has been opened. */
  #id: string | null = null;

  constructor(api: ApiClient, ends: LinkEnds) {
    this.#api = api;
    this.#ends = ends;
  }

  /** Opens a session, in place of one that is gone. @throws SteerscopeError `cancelled` when it has been closed meanwhile. */
  async open(request: SessionRequest): Promise<SessionInfo> {
    const info = await this.#api.openSession(request);
    this.#id = info.id;
    if (this.#closing.signal.aborted) {
      this.close();
      throw new SteerscopeError('cancelled', 'The session was closed while it was opened.', '');
    }
    this.connection = 'there';
    this.#follow(info.id);
    return info;
  }

  /** Changes what is open in the session. @throws SteerscopeError `not-found` also where none has been opened. */
  async change(request: SessionRequest): Promise<SessionInfo> {
    return this.#api.changeSession(this.#opened, request, this.#closing.signal);
  }

  /** How the session stands. */
  async read(): Promise<SessionInfo> {
    return this.#api.session(this.#opened, this.#closing.signal);
  }

  async columns(): Promise<DriveColumns> {
    return this.#api.columns(this.#opened, this.#closing.signal);
  }

  /** The product frees its memory and threads. */
  close(): void {
    const id = this.#id;
    this.#id = null;
    this.#closing.abort();
    if (id !== null) void this.#api.closeSession(id).catch(() => undefined);
  }

  get #opened(): string {
    if (this.#id !== null) return this.#id;
    throw new SteerscopeError('not-found', 'No session has been opened.', 'Open a drive or a network.');
  }

  #follow(id: string): void {
    const { signal } = this.#closing;
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
      if (!end || id !== this.#id) return;
      this.connection = end.code === 'unauthorised' ? 'refused' : 'closed';
      this.#ends.onEnd(end);
    });
  }
}
