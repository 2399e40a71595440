import type { SaveMappingRequest } from '../../shared/api.ts';
import type { SessionState } from '../../shared/session.ts';
import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import type { FrameExperiment } from '../../shared/lab.ts';
import type { FrameOutcome } from '../../shared/lab-findings.ts';
import type { Map2d } from '../../shared/pixels.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import type { WireError } from '../../shared/steerscope-error.ts';
import type { AnalysedFrame, DriveChange, LocatedFrame, RecordedPicture, SessionChanges } from './analysis-session.ts';

/** As in `AnalyseOptions`. */
interface Details {
  readonly saliency: boolean;
  readonly figures: boolean;
  readonly method: SaliencyMethod | undefined;
  readonly edits: PictureEdits | undefined;
}

interface Edited {
  readonly frame: number;
  readonly edits: PictureEdits | undefined;
}

/** Every call to the worker: what goes in and what comes out. */
export interface WorkerCalls {
  readonly open: { in: { readonly threads: number | null; readonly changes: SessionChanges }; out: SessionState };
  readonly change: { in: SessionChanges; out: SessionState };
  readonly columns: { in: null; out: DriveColumns };
  readonly locateFrames: { in: { readonly from: number; readonly to: number }; out: readonly LocatedFrame[] };
  readonly encodedFrame: {
    in: { readonly frame: number; readonly camera: string | null; readonly near: boolean };
    out: RecordedPicture;
  };
  readonly editedFrame: { in: { readonly frame: number; readonly edits: PictureEdits }; out: RecordedPicture };
  readonly analyseFrame: { in: Edited; out: FrameAnalysis };
  readonly analyseFrames: {
    in: { readonly frames: readonly number[] } & Details;
    out: readonly AnalysedFrame[];
  };
  readonly analyseLocations: {
    in: { readonly frames: readonly LocatedFrame[] } & Details;
    out: readonly AnalysedFrame[];
  };
  readonly tryPreprocessings: {
    in: { readonly frames: readonly LocatedFrame[]; readonly preprocessings: readonly Preprocessing[] };
    out: readonly Float64Array[];
  };
  readonly experiment: {
    in: { readonly frame: LocatedFrame; readonly request: FrameExperiment };
    out: FrameOutcome;
  };
  readonly networkInput: { in: Edited; out: readonly Map2d[] };
  readonly stageChannels: { in: Edited & { readonly stageIndex: number }; out: readonly Map2d[] };
  readonly savePreprocessing: { in: { readonly overwrite: boolean }; out: SessionState };
  readonly saveMapping: { in: SaveMappingRequest; out: SessionState };
  readonly dispose: { in: null; out: null };
}
export type CallName = keyof WorkerCalls;

/** What the client posts. */
export type ToWorker =
  | {
      [Name in CallName]: {
        readonly type: 'call';
        readonly id: number;
        readonly name: Name;
        readonly argument: WorkerCalls[Name]['in'];
      };
    }[CallName]
  | { readonly type: 'cancel'; readonly id: number };

/** What the worker posts: one reply a call, also to a cancelled one; and what happens by itself. */
export type FromWorker =
  | { readonly type: 'drive-changed'; readonly change: DriveChange }
  | { readonly type: 'network-changed'; readonly state: SessionState }
  | { readonly type: 'result'; readonly id: number; readonly result: WorkerCalls[CallName]['out'] }
  | { readonly type: 'failure'; readonly id: number; readonly error: WireError };
