import type { SessionEvent } from '../../shared/session-event.ts';

/** `forgotten`: what it finds belongs to what is no longer open. */
interface Running {
  readonly cancel: AbortController;
  ended: Promise<void>;
  forgotten: boolean;
}

/** Work of which one is done at a time; how it ends is told as an event, and kept for those who come late. */
export class SingleJob<Ended extends SessionEvent> {
  readonly #publish: (event: SessionEvent) => void;
  #running: Running | null = null;
  #ended: Ended | null = null;

  constructor(publish: (event: SessionEvent) => void) {
    this.#publish = publish;
  }

  /** How the last work ended; null while it goes on, and when that is forgotten. */
  get ended(): Ended | null {
    return this.#ended;
  }

  /** Starts in place of what runs already, whose end is awaited first. @param work never rejects. */
  async start(work: (signal: AbortSignal) => Promise<Ended>): Promise<void> {
    while (this.#running) await this.cancel();
    this.#ended = null;
    const running: Running = { cancel: new AbortController(), ended: Promise.resolve(), forgotten: false };
    this.#running = running;
    running.ended = work(running.cancel.signal).then((event) => {
      this.#running = null;
      if (!running.forgotten) this.#ended = event;
      this.#publish(event);
    });
  }

  /** @returns whether anything ran. */
  async cancel(): Promise<boolean> {
    const running = this.#running;
    running?.cancel.abort();
    await running?.ended;
    return running !== null;
  }

  /** Stops what runs without waiting for its end, and forgets what was found. */
  forget(): void {
    this.#ended = null;
    if (!this.#running) return;
    this.#running.forgotten = true;
    this.#running.cancel.abort();
  }
}
