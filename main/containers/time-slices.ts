/** Long enough to waste little, short enough that a cancelled or newer request is heard at once. */
const sliceMs = 8;

/** Cuts long synchronous work into slices, between which the thread hears of other things. */
export class Slices {
  readonly #signal: AbortSignal | undefined;
  #start = performance.now();

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  isOver(): boolean {
    return performance.now() - this.#start > sliceMs;
  }

  /** @throws the signal's reason. */
  async next(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#signal?.throwIfAborted();
    this.#start = performance.now();
  }
}
