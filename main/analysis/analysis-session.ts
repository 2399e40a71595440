import type { SaveMappingRequest } from '../../shared/api.ts';
import type { SessionState } from '../../shared/session.ts';
import type { DeviceChoice, EngineChoice, FrameAnalysis } from '../../shared/analysis.ts';
import type { DriveColumns, FrameLocation } from '../../shared/drive.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { PoolingReading } from '../../shared/geometry.ts';
import type { FrameExperiment } from '../../shared/lab.ts';
import type { FrameOutcome } from '../../shared/lab-findings.ts';
import type { Map2d } from '../../shared/pixels.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import type { EncodedFrame } from '../frames/encoded-frame.ts';
import type { MaskFigures } from '../saliency/mask-figures.ts';
import type { FrameNumbers } from './other-inputs.ts';

/** What to open; in a change what is left out stays as it is. */
export interface SessionChanges {
  /** A folder or file; null closes the drive. */
  readonly drivePath?: string | null | undefined;
  /** What the columns of the drive's log mean. Null: the mapping beside it, the user's own, or the guess. */
  readonly mapping?: DriveMapping | null | undefined;
  /** The drive is still being recorded: follow it as it grows. @default false */
  readonly watch?: boolean | undefined;
  /** Be content with the first frames of a large drive, and read the rest while they are worked with. @default false */
  readonly gradually?: boolean | undefined;
  /** A network's file; null closes the network. */
  readonly modelPath?: string | null | undefined;
  /** The network is still being trained: open it again whenever its files are written anew. @default false */
  readonly followNetwork?: boolean | undefined;
  /** @default 'auto' */
  readonly engine?: EngineChoice | undefined;
  /** @default 'auto' */
  readonly device?: DeviceChoice | undefined;
  /** Null: the file beside the network (`pilotnet.h5.steerscope.json`), else the default for the network. */
  readonly preprocessing?: Preprocessing | null | undefined;
  /** @default 'separate' */
  readonly pooling?: PoolingReading | undefined;
  /** What makes the masks. @default 'visual-backprop' */
  readonly method?: SaliencyMethod | undefined;
}

export interface Cancellable {
  readonly signal?: AbortSignal | undefined;
}

export interface EditedOptions extends Cancellable {
  /** Made on the camera's picture before it is looked at. @default none */
  readonly edits?: PictureEdits | undefined;
}

export interface EncodedFrameOptions extends Cancellable {
  /**
   * The nearest frame whose picture is there at once will do, and the picture may be smaller than recorded: for a video
   * that is dragged through. @default false
   */
  readonly near?: boolean | undefined;
}

export interface RecordedPicture extends EncodedFrame {
  /** The frame that it is of: the one asked for, unless one nearby was enough. */
  readonly frame: number;
}

export interface AnalyseOptions extends EditedOptions {
  /** Without it, `mask` is null and `stages` is empty. @default true */
  readonly saliency?: boolean | undefined;
  /**
   * Whether figures of the masks are worked out, of consecutive frames. Without `saliency` the masks of the first and the
   * last frame are given all the same, so that they can be compared with the frames around them. @default false
   */
  readonly figures?: boolean | undefined;
  /** What makes the masks. @default the session's */
  readonly method?: SaliencyMethod | undefined;
}

/** One of several frames. */
export interface AnalysedFrame extends FrameAnalysis {
  /** Null when they were not asked for, and where there is no mask. */
  readonly figures: MaskFigures | null;
}

/** There is more of the drive, or it cannot be followed any further. */
export interface DriveChange {
  readonly state: SessionState;
  /** The frames known before are the first ones now, and only further ones came. */
  readonly sameFrames: boolean;
}

/** A frame of any drive, by where its picture lies; null when there is none. */
export interface LocatedFrame {
  readonly frame: number;
  readonly location: FrameLocation | null;
  /** What the network's other inputs are given, where they depend on the drive. */
  readonly numbers?: FrameNumbers | undefined;
}

/**
 * A drive, a network, or both, and the analysis of one by the other. Implemented in the calling thread (`session.ts`)
 * and in a worker thread (`analysis-client.ts`); a caller cannot tell which.
 *
 * Every call rejects with a SteerscopeError: `cancelled` when its signal aborts, `bad-request` when the part it needs is
 * not open, `no-such-frame` outside the drive, `engine-failed`, `worker-failed`.
 */
export interface AnalysisSession {
  readonly state: SessionState;

  /** The drive's samples by column. */
  columns(options?: Cancellable): Promise<DriveColumns>;

  /** Where the pictures of frames `from` to `to` (exclusive) lie, of the camera that the network sees. */
  locateFrames(from: number, to: number, options?: Cancellable): Promise<readonly LocatedFrame[]>;

  /** The picture as recorded. @param camera the drive's default when null. */
  encodedFrame(frame: number, camera: string | null, options?: EncodedFrameOptions): Promise<RecordedPicture>;

  /** A copy of the picture that the network sees, with edits, to look at: lossy, as the page shows it. */
  editedFrame(frame: number, edits: PictureEdits, options?: Cancellable): Promise<RecordedPicture>;

  /** One frame. @throws SteerscopeError `image-not-decodable`, `not-found`, `not-readable` when its picture is lost. */
  analyseFrame(frame: number, options?: EditedOptions): Promise<FrameAnalysis>;

  /**
   * Several frames in one batch of the engine. A frame whose picture is lost comes back with a NaN prediction, no mask
   * and the problem.
   */
  analyseFrames(frames: readonly number[], options?: AnalyseOptions): Promise<readonly AnalysedFrame[]>;

  /** As `analyseFrames`, without a drive: the workers of a whole-drive run need only the network. */
  analyseLocations(frames: readonly LocatedFrame[], options?: AnalyseOptions): Promise<readonly AnalysedFrame[]>;

  /**
   * The steering predicted for `frames` under each of `preprocessings`, of which only the steps count: one array a
   * preprocessing, in the order of `frames`; NaN for a frame without a picture of the first one's size.
   */
  tryPreprocessings(
    frames: readonly LocatedFrame[],
    preprocessings: readonly Preprocessing[],
    options?: Cancellable,
  ): Promise<readonly Float64Array[]>;

  /** One experiment on a frame of any drive; only its small findings leave the thread. */
  experiment(frame: LocatedFrame, request: FrameExperiment, options?: Cancellable): Promise<FrameOutcome>;

  /** The network's input for a frame, one map a channel, its values as the network is given them. */
  networkInput(frame: number, options?: EditedOptions): Promise<readonly Map2d[]>;

  /** Every channel of one stage. @param stageIndex index into `ModelInfo.stages`. */
  stageChannels(frame: number, stageIndex: number, options?: EditedOptions): Promise<readonly Map2d[]>;

  /**
   * Opens what is asked for and then lets go of what it replaces; when opening fails nothing has changed. Another
   * preprocessing, reading of pooling or method leaves the network and the engine open.
   */
  change(changes: SessionChanges, options?: Cancellable): Promise<SessionState>;

  /**
   * Saves the preprocessing in use beside the network.
   * @param overwrite also a file that is another than the one read from there.
   * @throws SteerscopeError `file-changed`, `output-not-writable`, `disk-full`.
   */
  savePreprocessing(overwrite: boolean): Promise<SessionState>;

  /**
   * Saves the mapping in use beside the drive's log, or among the user's settings.
   * @throws SteerscopeError `bad-request` when the columns are guessed, `file-changed` when another mapping is there than
   * the one read from there, `output-not-writable`, `disk-full`.
   */
  saveMapping(request: SaveMappingRequest): Promise<SessionState>;

  dispose(): Promise<void>;
}
