import { refuseCancelled } from './refuse-cancelled.ts';

/** Something to be timed. */
export interface Turn {
  run(): unknown;
}

export interface TakeTurnsOptions {
  /** How often each has its turn. @default 12 */
  readonly rounds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A turn goes on for so long, so that what is quick is run often. */
const turnMs = 25;
const mostRuns = 20;

/**
 * Milliseconds of each run of each, in turns, so that a slow moment of the machine falls on all. A turn begins with a run that
 * does not count.
 */
export async function takeTurns(
  turns: readonly Turn[],
  { rounds = 12, signal, onProgress }: TakeTurnsOptions = {},
): Promise<number[][]> {
  const times = turns.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, turn] of turns.entries()) {
      refuseCancelled(signal);
      await turn.run();
      const begun = performance.now();
      for (let runs = 0; runs < mostRuns && (runs === 0 || performance.now() - begun < turnMs); runs++) {
        const start = performance.now();
        await turn.run();
        times[index]!.push(performance.now() - start);
      }
    }
    onProgress?.(round + 1, rounds);
  }
  return times;
}
