import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import type { FrameFigureSeries } from './frame-figures.svelte.ts';
import { largestOf, PeakTable, type Peak, type PeakOf } from './peak-table.ts';

/**
 * The largest values of the masks that have been worked out so far: what a common scale is taken from. Those of final masks
 * are known of every frame that the run over the drive has passed.
 */
export class MaskPeaks {
  readonly #table = new PeakTable();
  readonly #figures: FrameFigureSeries;
  readonly #method: () => SaliencyMethod | undefined;
  /** Grows with every frame that comes, so that who shows a peak looks again. */
  #version = $state(0);
  /** What the run found in the range that was asked for last: looked through once, however many frames are shown. */
  #found = { first: 0, last: -1, revision: -1, peak: { max: 0, count: 0 } };

  /** @param method what makes the final masks; undefined while nothing does. The run's are always VisualBackProp's. */
  constructor(figures: FrameFigureSeries, method: () => SaliencyMethod | undefined) {
    this.#figures = figures;
    this.#method = method;
  }

  took(analysis: FrameAnalysis): void {
    this.#table.take(analysis);
    this.#version += 1;
  }

  /** Other masks are to come: another drive or network, or read otherwise. */
  forget(): void {
    this.#table.forget();
    this.#version += 1;
  }

  /** Of the frames `first` to `last`, both included. */
  over(first: number, last: number, of: PeakOf): Peak {
    void this.#version;
    if ('stage' in of || of.atPercentile || this.#method() !== 'visual-backprop')
      return this.#table.over(first, last, of);
    const known = this.#figures.of('mask-max');
    const found = this.#foundIn(first, last);
    const further = this.#table.over(first, last, of, (frame) => !Number.isFinite(known[frame]));
    return { max: Math.max(found.max, further.max), count: found.count + further.count };
  }

  #foundIn(first: number, last: number): Peak {
    const { revision } = this.#figures;
    const found = this.#found;
    if (found.first !== first || found.last !== last || found.revision !== revision)
      this.#found = { first, last, revision, peak: largestOf(this.#figures.of('mask-max').subarray(first, last + 1)) };
    return this.#found.peak;
  }
}
