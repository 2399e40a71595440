import { randomUUID } from 'node:crypto';
import type { SessionRequest } from '../../shared/session.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { openAnalysisClient } from '../analysis/analysis-client.ts';
import { OpenSession } from './open-session.ts';

/** Each session holds a network in memory: a window has one for each that it compares, and one that is reloaded may leave some behind. */
const mostSessions = 12;

/** All open sessions. Beyond the limit the one that was used least lately is closed. */
export class SessionRegistry {
  /** Least lately used first. */
  readonly #sessions = new Map<string, OpenSession>();
  readonly #maxSessions: number;

  constructor(maxSessions = mostSessions) {
    this.#maxSessions = maxSessions;
  }

  async open(request: SessionRequest, signal: AbortSignal): Promise<OpenSession> {
    const client = await openAnalysisClient({ ...request, gradually: true }, { signal });
    const session = new OpenSession(randomUUID(), client);
    this.#sessions.set(session.id, session);
    await this.#closeSurplus();
    return session;
  }

  /** @throws SteerscopeError `not-found`. */
  get(id: string): OpenSession {
    const session = this.#sessions.get(id);
    if (!session) throw new SteerscopeError('not-found', `There is no session ${id}.`, 'Reload the page.');
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    return session;
  }

  async close(id: string): Promise<void> {
    const session = this.get(id);
    this.#sessions.delete(id);
    await session.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((id) => this.close(id)));
  }

  async #closeSurplus(): Promise<void> {
    const surplus = [...this.#sessions.keys()].slice(0, Math.max(0, this.#sessions.size - this.#maxSessions));
    await Promise.all(surplus.map((id) => this.close(id)));
  }
}
