import type { Block, KernelMemory } from './kernels/kernel-memory.ts';
import type { RowSums } from './row-sums.ts';

/** Makes a map of the size before a step from one of the size after it. */
export interface Upscale {
  /** Size of what is made. */
  readonly height: number;
  readonly width: number;
  /** Fills all of `target`. */
  run(source: Float64Array, target: Float64Array): void;
  /** For steps of which kernels do the work. */
  place?(memory: KernelMemory): PlacedUpscale;
}

/** An up-scaling in a kernel memory, ready for frame after frame. */
export interface PlacedUpscale {
  /** To be filled in before `sums`. */
  readonly source: Block<Float64Array>;
  /** What is made of `source`: good until the next call. */
  sums(): RowSums;
}
