import { fullValueOf } from '../../shared/annotate/full-colour.ts';
import type { FrameAnalysis } from '../../shared/analysis.ts';

/** What a range of frames has been seen to hold. */
export interface Peak {
  /** The largest full colour of the masks before they are normalised; 0 where none is known. */
  readonly max: number;
  /** Frames that entered it. */
  readonly count: number;
}

/** Of what map; of the final mask, the largest values or the 99th percentiles. */
export type PeakOf = { readonly stage: number } | { readonly atPercentile: boolean };

/** The largest values of masks, frame by frame. */
export class PeakTable {
  /** By frame: of the final mask the largest and the percentile, then of each stage's intermediate mask the largest. */
  readonly #peaks = new Map<number, Float64Array>();

  take({ frame, mask, stages }: FrameAnalysis): void {
    if (!mask) return;
    const ofStages = stages.map(({ intermediate }) => largest(intermediate.values));
    this.#peaks.set(frame, Float64Array.of(mask.max, fullValueOf(mask, true), ...ofStages));
  }

  forget(): void {
    this.#peaks.clear();
  }

  /**
   * Of the frames `first` to `last`, both included.
   *
   * @param counts whether a frame does.
   */
  over(first: number, last: number, of: PeakOf, counts: (frame: number) => boolean = () => true): Peak {
    let [max, count] = [0, 0];
    const column = 'stage' in of ? of.stage + 2 : of.atPercentile ? 1 : 0;
    for (const [frame, peaks] of this.#peaks) {
      if (frame < first || frame > last || !counts(frame)) continue;
      const peak = peaks[column] ?? 0;
      if (!Number.isFinite(peak)) continue;
      count += 1;
      if (peak > max) max = peak;
    }
    return { max, count };
  }
}

/** Of numbers of which those that are not finite count as unknown. */
export function largestOf(values: Float64Array): Peak {
  let [max, count] = [0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    if (value > max) max = value;
  }
  return { max, count };
}

function largest(values: Float32Array): number {
  let max = 0;
  for (const value of values) if (value > max) max = value;
  return max;
}
