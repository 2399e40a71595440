import type { AnalysisSession, LocatedFrame } from './analysis-session.ts';
import type { Candidate } from './fit-candidates.ts';
import type { Trial } from './fit-ranking.ts';
import { Agreement } from './fit-score.ts';
import { refuseCancelled } from './refuse-cancelled.ts';

/** Predictions asked of a thread at once: a second of work, so that progress and a cancel come soon. */
const predictionsPerTask = 512;

export interface RoundOptions {
  readonly signal: AbortSignal | undefined;
  /** Candidates tried in all rounds so far, of those planned and expected. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Tries candidates on frames, spread over threads; counts what is done over several rounds. */
export class FitRounds {
  readonly #workers: readonly AnalysisSession[];
  readonly #located: ReadonlyMap<number, LocatedFrame>;
  readonly #steering: ArrayLike<number>;
  readonly #options: RoundOptions;
  #done = 0;

  /** @param steering recorded, and `located` where the pictures lie, both by frame. */
  constructor(
    workers: readonly AnalysisSession[],
    located: ReadonlyMap<number, LocatedFrame>,
    steering: ArrayLike<number>,
    options: RoundOptions,
  ) {
    this.#workers = workers;
    this.#located = located;
    this.#steering = steering;
    this.#options = options;
  }

  /**
   * One trial a candidate, in order.
   * @param frames in the order of the drive.
   * @param later how many candidates the rounds after it will have, by estimate.
   */
  async run(candidates: readonly Candidate[], frames: readonly number[], later: number): Promise<readonly Trial[]> {
    const predicted = candidates.map(() => new Float64Array(frames.length).fill(Number.NaN));
    const preprocessings = candidates.map(({ steps }) => ({ version: 1 as const, steps: [...steps] }));
    const size = Math.max(1, Math.floor(predictionsPerTask / candidates.length));
    const starts = Array.from({ length: Math.ceil(frames.length / size) }, (_, task) => task * size);
    let framesDone = 0;
    const total = this.#done + candidates.length + later;
    const work = async (worker: AnalysisSession): Promise<void> => {
      for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
        refuseCancelled(this.#options.signal);
        const part = frames.slice(start, start + size);
        const located = part.flatMap((frame) => this.#located.get(frame) ?? []);
        const results = await worker.tryPreprocessings(located, preprocessings, { signal: this.#options.signal });
        for (const [index, values] of results.entries()) predicted[index]?.set(values, start);
        framesDone += part.length;
        const share = Math.floor((candidates.length * framesDone) / frames.length);
        this.#options.onProgress(this.#done + share, total);
      }
    };
    await Promise.all(this.#workers.map(work));
    this.#done += candidates.length;
    const recorded = frames.map((frame) => this.#steering[frame] ?? Number.NaN);
    return candidates.map((candidate, index) => newTrial(candidate, recorded, predicted[index] ?? new Float64Array(0)));
  }
}

const newTrial = (candidate: Candidate, recorded: readonly number[], predicted: Float64Array): Trial => ({
  candidate,
  recorded,
  predicted,
  agreement: new Agreement(recorded, predicted),
  reversed: false,
});

/** The same network steered the other way round. */
export function reverse({ candidate, recorded, predicted, reversed }: Trial): Trial {
  return {
    ...newTrial(
      candidate,
      recorded,
      predicted.map((value) => -value),
    ),
    reversed: !reversed,
  };
}
