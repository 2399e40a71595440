import type { SteeringFigures } from '../../shared/analysis.ts';
import type { DriveColumns } from '../../shared/drive.ts';
import { ChangedFrames } from './changed-frames.ts';
import { ErrorPyramid } from './error-pyramid.ts';

/** Recorded, predicted and error over the whole drive; fills in while the drive is analysed. */
export class SteeringSeries {
  /** Recorded steering per frame; null when none is recorded. */
  recorded: Float64Array | null = null;
  /** Predicted steering per frame; NaN where it is not known. */
  predicted = new Float64Array(0);
  /** Predicted minus recorded; NaN where either is not known. */
  error = new Float64Array(0);
  /** Whether predicted and recorded steering have one unit; without it there is no error. */
  comparable = true;
  /** 1 where a frame has been analysed, whatever came out. */
  analysed = new Uint8Array(0);
  /** Of `error` and `analysed`, for whoever shows many frames at once. */
  pyramid = new ErrorPyramid(this.error, this.analysed);
  /** Counts changes of the arrays, which are changed in place: read it to be told. */
  revision = $state(0);
  /** Where they changed. */
  readonly changes = new ChangedFrames();
  /** Agreement over the whole drive, once all of it has been analysed. */
  metrics = $state.raw<SteeringFigures | null>(null);
  /** How many frames have been analysed. */
  analysedCount = $state(0);
  /** Largest |error| so far, at least a little above 0, so that it can be divided by. */
  largestError = $state(1e-9);

  /** Forget everything; take the recorded steering of a drive. */
  reset(columns: DriveColumns | null, frameCount: number): void {
    this.recorded = columns?.steering ?? null;
    this.forgetPredictions(frameCount);
  }

  /** More frames of the same drive: what is predicted stays; where it is read again and nothing came, the metrics, too. */
  grow(columns: DriveColumns, frameCount: number): void {
    const { predicted, analysed, recorded, metrics } = this;
    this.reset(columns, frameCount);
    if (isSame(recorded, this.recorded)) this.metrics = metrics;
    for (let first = analysed.indexOf(1); first >= 0; first = analysed.indexOf(1, first)) {
      const next = analysed.indexOf(0, first);
      const end = next < 0 ? analysed.length : next;
      this.fill(first, [...predicted.subarray(first, end)]);
      first = end;
    }
  }

  /** Another network: what is recorded stays. */
  forgetPredictions(frameCount = this.predicted.length): void {
    this.predicted = new Float64Array(frameCount).fill(Number.NaN);
    this.error = new Float64Array(frameCount).fill(Number.NaN);
    this.analysed = new Uint8Array(frameCount);
    this.pyramid = new ErrorPyramid(this.error, this.analysed);
    this.analysedCount = 0;
    this.metrics = null;
    this.largestError = 1e-9;
    this.changes.noteAll();
    this.revision += 1;
  }

  /** Predictions of frames `first`, `first + 1`, ...; null stands for NaN. */
  fill(first: number, predictedSteering: readonly (number | null)[]): void {
    let largest = this.largestError;
    let count = this.analysedCount;
    predictedSteering.forEach((prediction, index) => {
      const frame = first + index;
      if (frame >= this.predicted.length) return;
      const predicted = prediction ?? Number.NaN;
      const recorded = this.comparable ? this.recorded?.[frame] : undefined;
      const error = predicted - (recorded ?? Number.NaN);
      this.predicted[frame] = predicted;
      this.error[frame] = error;
      if (!this.analysed[frame]) count += 1;
      this.analysed[frame] = 1;
      if (Math.abs(error) > largest) largest = Math.abs(error);
    });
    this.pyramid.update(first, first + predictedSteering.length);
    this.largestError = largest;
    this.analysedCount = count;
    if (predictedSteering.length === 0) return;
    this.changes.note(first, first + predictedSteering.length);
    this.revision += 1;
  }

  /** The frame with the largest |error| in `from`..`to` (exclusive); null when no error is known there. */
  worstFrame(from = 0, to = this.error.length): number | null {
    let worst: number | null = null;
    let worstError = -1;
    for (let frame = from; frame < to; frame++) {
      const error = Math.abs(this.error[frame] ?? Number.NaN);
      if (error > worstError) [worst, worstError] = [frame, error];
    }
    return worst;
  }
}

function isSame(one: Float64Array | null, other: Float64Array | null): boolean {
  if (!one || one.length !== other?.length) return false;
  return one.every((value, frame) => Object.is(value, other[frame]));
}
