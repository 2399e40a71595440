import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { cancellation } from './refuse-cancelled.ts';

interface Waiting {
  readonly start: () => void;
  readonly reject: (error: SteerscopeError) => void;
}

/**
 * Runs one task at a time and lets one wait. Whoever comes while another waits takes its place: while scrubbing, only
 * the newest frame matters.
 */
export class LatestOnly {
  #busy = false;
  #waiting: Waiting | null = null;

  /** @throws SteerscopeError `cancelled` for a task that was superseded, or whose signal aborted, before it started. */
  async run<Result>(task: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    if (this.#busy) await this.#turn(signal);
    this.#busy = true;
    try {
      return await task();
    } finally {
      this.#busy = false;
      const next = this.#waiting;
      this.#waiting = null;
      // Busy again before anybody else can slip in: `start` resolves a promise, which takes a moment.
      if (next) this.#busy = true;
      next?.start();
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    this.#waiting?.reject(new SteerscopeError('cancelled', 'A newer frame was asked for.', 'Ask for it again.'));
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        if (this.#waiting === waiting) this.#waiting = null;
        reject(cancellation(signal));
      };
      const stopListening = (): void => signal?.removeEventListener('abort', leave);
      const waiting: Waiting = {
        start: () => {
          stopListening();
          resolve();
        },
        reject: (error) => {
          stopListening();
          reject(error);
        },
      };
      this.#waiting = waiting;
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
