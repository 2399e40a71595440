import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import type { SessionInfo } from '../../shared/session.ts';
import type { PictureEdits } from '../../shared/what-if.ts';
import type { ApiClient } from '../api.ts';
import type { AnalysisLoader } from './analysis-loader.svelte.ts';
import type { FrameFigureSeries } from './frame-figures.svelte.ts';
import type { Kept } from './frame-store.ts';
import type { Playback } from './playback.svelte.ts';
import { hasSamePictures, isSameDrive } from './same-drive.ts';
import { sessionFrames } from './session-frames.ts';
import { SteeringSeries } from './steering-series.svelte.ts';

interface ShownParts {
  readonly api: ApiClient;
  readonly playback: Playback;
  /** Told to read from another drive or network. */
  readonly loader: AnalysisLoader;
  /** Filled by the run. */
  readonly figures: FrameFigureSeries;
}

/**
 * What is shown of the drive and the network that are open: what was recorded, predictions, figures, pictures. It takes
 * what is about to be open, and shows it once it is.
 */
export class ShownDrive {
  columns = $state.raw<DriveColumns | null>(null);
  readonly series = new SteeringSeries();
  /** Made on the pictures that are looked at; the run over the drive is of those recorded. */
  edits = $state.raw<PictureEdits>([]);
  /** Counts the times that the frames got other pictures: another drive, or the same read anew. */
  picturesRevision = $state(0);

  readonly #parts: ShownParts;
  readonly #open: () => SessionInfo | null;

  /** @param open what is open by now. */
  constructor(parts: ShownParts, open: () => SessionInfo | null) {
    this.#parts = parts;
    this.#open = open;
  }

  /**
   * Another drive begins at its first frame, one of as many frames as before stays where it is.
   * @returns what may stay of the frames on the screen.
   */
  take(info: SessionInfo, columns: DriveColumns | null, drive: 'same' | 'remapped' | 'other'): Kept {
    const { playback, figures } = this.#parts;
    const before = { info: this.#open()?.drive ?? null, columns: this.columns };
    this.#compareWith(info);
    if (columns && info.drive) {
      this.columns = columns;
      this.series.reset(columns, info.drive.frameCount);
      if (drive === 'remapped' && isSameDrive(before.info, info.drive)) playback.retime(columns.timeSecs);
      else playback.reset(info.drive.frameCount, columns.timeSecs);
    } else this.series.forgetPredictions();
    figures.reset(info.drive?.frameCount ?? 0);
    if (drive === 'same') return 'images';
    const isSame = drive === 'remapped' && hasSamePictures(before, { info: info.drive, columns: this.columns });
    return isSame ? 'shown' : 'nothing';
  }

  /** There is more of the drive. @param keeps what was found of the frames of before holds. */
  takeMore(info: SessionInfo, columns: DriveColumns, keeps: boolean): void {
    const { figures } = this.#parts;
    const frameCount = columns.logRow.length;
    this.#compareWith(info);
    this.columns = columns;
    if (keeps) {
      this.series.grow(columns, frameCount);
      figures.grow(frameCount);
    } else {
      this.series.reset(columns, frameCount);
      figures.reset(frameCount);
    }
  }

  /** The same network, read or run otherwise. @param outdated of what was found. */
  retake(info: SessionInfo, outdated: { readonly predictions: boolean; readonly figures: boolean }): void {
    this.#compareWith(info);
    if (outdated.predictions) this.series.forgetPredictions();
    if (outdated.figures) this.#parts.figures.reset(info.drive?.frameCount ?? 0);
  }

  /** Reads the frames of what is open now. @param keep what may stay of those on the screen. */
  show(info: SessionInfo, keep: Kept): void {
    const { api, loader, playback } = this.#parts;
    if (keep === 'nothing') this.picturesRevision += 1;
    if (!info.drive) return loader.setSource(null);
    const frameCount = (): number => this.#open()?.drive?.frameCount ?? 0;
    loader.setSource(sessionFrames(api, info, { frameCount, edits: this.edits }), keep);
    loader.request(playback.frame);
  }

  /** The drive that is open has more frames: the frame stays. @param sameFrames those of before are the first ones now. */
  showMore(info: SessionInfo, columns: DriveColumns, sameFrames: boolean): void {
    const { playback, loader } = this.#parts;
    playback.grow(columns.logRow.length, columns.timeSecs, info.driveReading === 'watching');
    if (!sameFrames) this.show(info, 'nothing');
    loader.retry();
  }

  /** Shows the frames as they would be with edits; what is on the screen stays until the new is there. */
  lookEdited(edits: PictureEdits): void {
    this.edits = edits;
    const info = this.#open();
    if (info) this.show(info, 'screen');
  }

  /** A single frame's analysis, as recorded, fills its place in the plot too. */
  took(analysis: FrameAnalysis): void {
    if (!this.series.analysed[analysis.frame]) this.series.fill(analysis.frame, [analysis.predictedSteering]);
  }

  /** Nothing is open. */
  clear(): void {
    this.#parts.loader.setSource(null);
    this.columns = null;
    this.#parts.playback.reset(0, null);
  }

  /** Predicted and recorded steering are subtracted where they have one unit. */
  #compareWith({ drive, steering }: SessionInfo): void {
    this.series.comparable = !steering || !drive?.steering || steering.predictedUnit === drive.steering.unit;
  }
}
