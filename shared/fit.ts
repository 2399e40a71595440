import type { SteeringMetrics } from './analysis.ts';
import type { Preprocessing } from './preprocessing.ts';
import type { Problem } from './problem.ts';

/** One preprocessing that the finder tried on a sample of frames. */
export interface FitCandidate {
  readonly preprocessing: Preprocessing;
  /** In words, as a row of the table: `crop top 60 bottom 25, 200 × 66 by cv2-area, BGR2YUV`. */
  readonly description: string;
  /** Agreement with the recorded steering over the frames it was tried on; null where no answer was a number. */
  readonly metrics: SteeringMetrics | null;
  /** Constant, saturated or not finite answers, a reversed sign or another scale, by name. */
  readonly problems: readonly Problem[];
  /** Whether public training scripts do exactly this. */
  readonly wellKnown: boolean;
  /** Whether the sample cannot tell it from the candidate with the highest correlation. */
  readonly tied: boolean;
}

/** What the finder found. */
export interface FitResult {
  /**
   * Best first: those tied with the highest correlation, well-known ones before others and then by how closely the values
   * agree; the rest by correlation. Those left out early were tried on fewer frames (`metrics.count`).
   */
  readonly candidates: readonly FitCandidate[];
  /** Frames in the sample. */
  readonly frameCount: number;
  /** Whether the first candidate agrees well enough to be taken (r of at least 0.3). */
  readonly agrees: boolean;
  /** What was found, in one or two sentences. */
  readonly verdict: string;
}
