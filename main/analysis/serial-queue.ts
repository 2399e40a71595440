import { refuseCancelled } from './refuse-cancelled.ts';

/** Runs tasks one after another: an engine is not reentrant, and a session must not change under a running analysis. */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();

  /** Runs `task` after all tasks given before; its failure does not stop the queue. */
  run<Result>(task: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const result = this.#tail.then(() => {
      refuseCancelled(signal);
      return task();
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
