import type { SteeringSeries } from './steering-series.svelte.ts';

/** A further network on the drive that is open. */
export interface ComparedNetwork {
  readonly id: string;
  readonly name: string;
  /** A colour token: `var(--compared-1)`. */
  readonly colour: string;
  readonly series: SteeringSeries;
}

/** Networks that are compared with the one that is open. */
export class Comparison {
  networks = $state.raw<readonly ComparedNetwork[]>([]);
}
