import type { FrameAnalysis } from '../../shared/analysis.ts';
import { PeakTable, type Peak } from './peak-table.ts';

/** The largest values of the masks that have been worked out so far: what a common scale is taken from. */
export class MaskPeaks {
  readonly #table = new PeakTable();
  /** Grows with every frame that comes, so that who shows a peak looks again. */
  #version = $state(0);

  took(analysis: FrameAnalysis): void {
    this.#table.take(analysis);
    this.#version += 1;
  }

  /** Other masks are to come: another drive or network, or read otherwise. */
  forget(): void {
    this.#table.forget();
    this.#version += 1;
  }

  /** As `PeakTable.over`. */
  over(first: number, last: number, stage: number | null): Peak {
    void this.#version;
    return this.#table.over(first, last, stage);
  }
}
