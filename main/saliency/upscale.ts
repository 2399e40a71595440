import type { RowSums } from './row-sums.ts';

/** Makes a map of the size before a step from one of the size after it. */
export interface Upscale {
  /** Size of what is made. */
  readonly height: number;
  readonly width: number;
  /** Fills all of `target`. */
  run(source: Float64Array, target: Float64Array): void;
  /** The same without writing it down, good until the next call; for steps that can. */
  sumsOf?(source: Float64Array): RowSums;
}
