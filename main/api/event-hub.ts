import type { SessionEvent } from '../../shared/session-event.ts';

type Listener = (event: SessionEvent) => void;

/** Sends a session's events to whoever listens; one who comes late first gets what tells the present state. */
export class EventHub {
  readonly #listeners = new Set<Listener>();
  readonly #present: () => readonly SessionEvent[];

  /** @param present the events that tell the state as it is now. */
  constructor(present: () => readonly SessionEvent[]) {
    this.#present = present;
  }

  publish(event: SessionEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** @returns how to stop listening. */
  listen(listener: Listener): () => void {
    for (const event of this.#present()) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
