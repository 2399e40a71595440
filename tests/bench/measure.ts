import { quantile } from '../../shared/quantile.ts';

/** One line of the report: a figure beside its target and the floor that it stands on. */
export interface BenchRow {
  readonly what: string;
  readonly figure: string;
  /** Design target; empty when there is none. */
  readonly target: string;
  /** What the same machine needs for the part that no code of ours could save. */
  readonly floor: string;
}

export interface Quantiles {
  readonly median: number;
  readonly p95: number;
}

/** Median and 95th percentile of milliseconds, or whatever the numbers are. */
export function quantiles(values: readonly number[]): Quantiles {
  const rising = Float64Array.from(values).sort();
  return { median: quantile(rising, 0.5), p95: quantile(rising, 0.95) };
}

/** Milliseconds of each of `rounds` runs, after `warmUp` runs that do not count. */
export async function timeEach(rounds: number, run: (round: number) => unknown, warmUp = 10): Promise<number[]> {
  const times: number[] = [];
  for (let round = -warmUp; round < rounds; round++) {
    const start = performance.now();
    await run(round);
    if (round >= 0) times.push(performance.now() - start);
  }
  return times;
}

export const ms = (value: number): string => `${value.toFixed(value < 1 ? 3 : 2)} ms`;
export const perSec = (value: number): string => `${value.toFixed(0)}/s`;
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
export const spread = (takenMs: readonly number[]): string => {
  const { median, p95 } = quantiles(takenMs);
  return `median ${ms(median)}, p95 ${ms(p95)}`;
};
