import type { SteeringMetrics } from './analysis.ts';
import type { Preprocessing } from './preprocessing.ts';
import type { Problem } from './problem.ts';

/** One preprocessing that the finder tried on a sample of frames. */
export interface FitCandidate {
  readonly preprocessing: Preprocessing;
  /** In words, as a row of the table: `rows 60..135, 200 × 66 cv2-area, BGR2YUV`. */
  readonly description: string;
  /** Agreement with the recorded steering over the sample; null where no answer was a number. */
  readonly metrics: SteeringMetrics | null;
  /** Constant, saturated or not finite answers, by name. */
  readonly problems: readonly Problem[];
}

/** What the finder found. */
export interface FitResult {
  /** Best first. */
  readonly candidates: readonly FitCandidate[];
  /** Frames in the sample. */
  readonly frameCount: number;
}
