/** Joins calls of the same name while one is under way, so that nothing is fetched twice at once. */
export class SharedCalls {
  readonly #running = new Map<string, Promise<unknown>>();

  join<Result>(name: string, start: () => Promise<Result>): Promise<Result> {
    const running = this.#running.get(name) as Promise<Result> | undefined;
    if (running) return running;
    const started = start().finally(() => {
      if (this.#running.get(name) === started) this.#running.delete(name);
    });
    this.#running.set(name, started);
    return started;
  }

  /** Forgets what is running; it goes on, but is joined no more. */
  clear(): void {
    this.#running.clear();
  }
}
