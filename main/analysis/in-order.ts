/** Lets numbered works that end in any order take their turns by number, and none start too far ahead of its turn. */
export class InOrder {
  #turn = 0;
  #failure: { readonly reason: unknown } | null = null;
  #waiting: (() => void)[] = [];

  /**
   * @param ahead works that may be started before their turn, the one whose turn it is included.
   * @throws what `fail` was given.
   */
  async mayStart(index: number, ahead: number): Promise<void> {
    await this.#until(() => index < this.#turn + ahead);
  }

  /** Runs `work` when all before it have been run. @throws what it throws; what `fail` was given. */
  async inTurn(index: number, work: () => Promise<void>): Promise<void> {
    await this.#until(() => index === this.#turn);
    await work();
    this.#turn += 1;
    this.#wake();
  }

  /** All that wait, and all that come, reject. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#wake();
  }

  async #until(isTime: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure) throw this.#failure.reason;
      if (isTime()) return;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
