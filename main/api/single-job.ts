import type { SessionEvent } from '../../shared/session-event.ts';

/** The work of a job, while it goes on. */
export interface Work {
  /** Aborts when the work is to end. */
  readonly signal: AbortSignal;
  /** Tells who listens now. */
  publish(event: SessionEvent): void;
  /** Tells who comes late what was found so far, also when the work has ended; null: nothing. */
  keep(soFar: (() => SessionEvent) | null): void;
}

/** `forgotten`: what it finds belongs to what is no longer open. */
interface Running {
  readonly cancel: AbortController;
  ended: Promise<void>;
  forgotten: boolean;
}

/** Work of which one is done at a time; how it goes and ends is told as events, and kept for those who come late. */
export class SingleJob {
  readonly #publish: (event: SessionEvent) => void;
  #running: Running | null = null;
  #soFar: (() => SessionEvent) | null = null;
  #ended: SessionEvent | null = null;

  constructor(publish: (event: SessionEvent) => void) {
    this.#publish = publish;
  }

  /** The events that tell a late listener how things stand. */
  present(): readonly SessionEvent[] {
    return [this.#soFar?.() ?? null, this.#ended].filter((event) => event !== null);
  }

  /** Starts in place of what runs already, whose end is awaited first. @param doWork never rejects; gives how it ended. */
  async start(doWork: (work: Work) => Promise<SessionEvent>): Promise<void> {
    while (this.#running) await this.cancel();
    this.#soFar = null;
    this.#ended = null;
    const running: Running = { cancel: new AbortController(), ended: Promise.resolve(), forgotten: false };
    this.#running = running;
    const work: Work = {
      signal: running.cancel.signal,
      publish: this.#publish,
      keep: (soFar) => {
        if (!running.forgotten) this.#soFar = soFar;
      },
    };
    running.ended = doWork(work).then((event) => {
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

  /** What was found belongs to another drive or network: stops what runs without waiting for its end. */
  forget(): void {
    this.#soFar = null;
    this.#ended = null;
    if (!this.#running) return;
    this.#running.forgotten = true;
    this.#running.cancel.abort();
  }
}
