import type { FrameAnalysis } from '../../shared/analysis.ts';

/** What a range of frames has been seen to hold. */
export interface Peak {
  /** The largest value of the mask before it is normalised; 0 where none is known. */
  readonly max: number;
  /** Frames that entered it. */
  readonly count: number;
}

/** The largest values of the masks that have been worked out so far, frame by frame: what a common scale is taken from. */
export class MaskPeaks {
  /** By frame: of the final mask, then of each stage's intermediate mask. */
  #peaks: Float64Array[] = [];
  /** Grows with every frame that comes, so that who shows a peak looks again. */
  #version = $state(0);

  took({ frame, mask, stages }: FrameAnalysis): void {
    if (!mask) return;
    const ofStages = stages.map(({ intermediate }) => largest(intermediate.values));
    this.#peaks[frame] = Float64Array.of(mask.max, ...ofStages);
    this.#version += 1;
  }

  /** Other masks are to come: another drive or network, or read otherwise. */
  forget(): void {
    this.#peaks = [];
    this.#version += 1;
  }

  /**
   * Of the frames `first` to `last`, both included.
   *
   * @param stage null: of the final mask.
   */
  over(first: number, last: number, stage: number | null): Peak {
    void this.#version;
    let [max, count] = [0, 0];
    // Passes by what is not known yet.
    this.#peaks.forEach((peaks, frame) => {
      const peak = peaks[stage === null ? 0 : stage + 1] ?? 0;
      if (frame < first || frame > last || !Number.isFinite(peak)) return;
      count += 1;
      if (peak > max) max = peak;
    });
    return { max, count };
  }
}

function largest(values: Float32Array): number {
  let max = 0;
  for (const value of values) if (value > max) max = value;
  return max;
}
