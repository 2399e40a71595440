import type { SteeringFigures } from './analysis.ts';
import type { FitCandidate, FitResult } from './fit.ts';
import type { FigureValues } from './frame-figures.ts';
import type { LabResult } from './lab-findings.ts';
import type { Problem } from './problem.ts';
import type { SessionInfo } from './session.ts';
import type { WireError } from './steerscope-error.ts';

/** GET /api/sessions/:session/events: server-sent events, each `data` one of these as JSON. */
export type SessionEvent =
  /**
   * There is more of the drive, or another reading of it. `sameFrames`: the frames known before are the first ones now,
   * and only further ones came.
   */
  | { readonly type: 'drive-changed'; readonly info: SessionInfo; readonly sameFrames: boolean }
  /** The network was written anew and opened again, or could not be: the session's problems say so. */
  | { readonly type: 'network-changed'; readonly info: SessionInfo }
  | {
      readonly type: 'analysis-progress';
      /** Of the run: a listener may still hear of one that another has replaced. */
      readonly runId: string;
      readonly done: number;
      readonly total: number;
      readonly framesPerSec: number;
      /** The predictions since the last event: frames `first`, `first + 1`, ...; null for NaN. */
      readonly first: number;
      readonly predictedSteering: readonly (number | null)[];
      /** Of the same frames; empty where the network makes no masks. */
      readonly figures: FigureValues;
    }
  | {
      readonly type: 'analysis-finished';
      readonly runId: string;
      readonly cancelled: boolean;
      /** Null without recorded steering or without a single pair of numbers. */
      readonly metrics: SteeringFigures | null;
      readonly problems: readonly Problem[];
    }
  | { readonly type: 'analysis-failed'; readonly runId: string; readonly error: WireError }
  | {
      readonly type: 'fit-progress';
      readonly fitId: string;
      /** Preprocessings tried, of those planned so far: `total` may grow. */
      readonly done: number;
      readonly total: number;
      /** The best so far, best first; a few. */
      readonly best: readonly FitCandidate[];
    }
  /** `result` is null when it was cancelled. */
  | { readonly type: 'fit-finished'; readonly fitId: string; readonly result: FitResult | null }
  | { readonly type: 'fit-failed'; readonly fitId: string; readonly error: WireError }
  | {
      readonly type: 'lab-progress';
      readonly labId: string;
      readonly done: number;
      readonly total: number;
      /** Of the frames looked at so far, without what was found of single ones. */
      readonly result: LabResult;
    }
  /** When it was cancelled, `result` is of the frames that were done. */
  | { readonly type: 'lab-finished'; readonly labId: string; readonly cancelled: boolean; readonly result: LabResult }
  | { readonly type: 'lab-failed'; readonly labId: string; readonly error: WireError }
  | {
      readonly type: 'what-if-progress';
      /** Of the run, as `RunInfo.runId`. */
      readonly whatIfId: string;
      readonly done: number;
      readonly total: number;
      readonly framesPerSec: number;
      /** Of edited pictures, since the last event: frames `first`, `first + 1`, ...; null for NaN. */
      readonly first: number;
      readonly predictedSteering: readonly (number | null)[];
    }
  | { readonly type: 'what-if-finished'; readonly whatIfId: string; readonly cancelled: boolean }
  | { readonly type: 'what-if-failed'; readonly whatIfId: string; readonly error: WireError }
  | {
      readonly type: 'export-progress';
      readonly exportId: string;
      readonly done: number;
      readonly total: number;
      readonly framesPerSec: number;
    }
  | { readonly type: 'export-finished'; readonly exportId: string; readonly path: string; readonly sizeBytes: number }
  | { readonly type: 'export-failed'; readonly exportId: string; readonly error: WireError };
