import { basename, resolve } from 'node:path';
import type { Drive, DriveColumns, DriveInfo, FrameLocation, MappingState, SteeringUnit } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { DriveFormat } from './drive-format.ts';

/** What a format read from files that hold many frames each, column by column; every column one number a frame. */
export interface DriveSeries {
  readonly format: Pick<DriveFormat, 'id' | 'name'>;
  /** Folder or file that was opened. */
  readonly path: string;
  readonly cameras: readonly string[];
  readonly recordCount: number;
  readonly frameCount: number;
  /** Milliseconds on any clock; null without time. */
  readonly timeMs: Float64Array | null;
  /** Null when none is recorded. */
  readonly steering: {
    readonly unit: SteeringUnit;
    /** @default 'right' */
    readonly positive?: 'left' | 'right';
    readonly values: Float64Array;
  } | null;
  /** @default null */
  readonly mapping?: MappingState | null;
  readonly numeric: Readonly<Record<string, Float64Array>>;
  readonly logRow: Uint32Array;
  readonly image: readonly string[];
  readonly problems: readonly Problem[];
  /** @param camera index in `cameras`. */
  locate(frame: number, camera: number): FrameLocation | null;
}

/** The drive of such files. */
export class SeriesDrive implements Drive {
  readonly info: DriveInfo;
  readonly columns: DriveColumns;
  readonly #locate: DriveSeries['locate'];

  constructor(series: DriveSeries) {
    const path = resolve(series.path);
    const { timeMs, steering, numeric, frameCount } = series;
    const timeRange = timeMs && rangeOf(timeMs);
    const startMs = timeMs?.find((time) => !Number.isNaN(time)) ?? 0;
    const timeSecs = timeMs && timeRange && timeMs.map((time) => (time - startMs) / 1000);
    const secsRange = timeSecs && rangeOf(timeSecs);
    const steeringRange = steering && rangeOf(steering.values);
    this.#locate = series.locate;
    this.columns = {
      timeSecs,
      steering: steeringRange && steering.values,
      numeric,
      logRow: series.logRow,
      image: series.image,
    };
    this.info = {
      kind: 'drive',
      path,
      name: basename(path),
      format: series.format.id,
      formatName: series.format.name,
      recordCount: series.recordCount,
      frameCount,
      timeSpanSecs: secsRange && secsRange.max - secsRange.min,
      steering: steeringRange && { unit: steering.unit, positive: steering.positive ?? 'right', ...steeringRange },
      cameras: series.cameras,
      columns: Object.keys(numeric),
      sessions: [],
      mapping: series.mapping ?? null,
      problems: series.problems,
    };
  }

  locateFrame(frame: number, camera: string): FrameLocation | null {
    const { cameras, frameCount, path } = this.info;
    const index = cameras.indexOf(camera);
    if (index < 0)
      throw new SteerscopeError(
        'bad-request',
        `This drive has no camera “${camera}”: ${path}`,
        `Its cameras are: ${cameras.join(', ')}.`,
      );
    if (!Number.isInteger(frame) || frame < 0 || frame >= frameCount)
      throw new SteerscopeError(
        'no-such-frame',
        `This drive has no frame ${frame}: ${path}`,
        `Ask for a frame from 0 to ${frameCount - 1}.`,
      );
    return this.#locate(frame, index);
  }

  dispose(): void {
    // Files are opened for each reading; nothing stays open.
  }
}

/** Smallest and largest of the numbers that are known, or null when none is. */
function rangeOf(values: Float64Array): { min: number; max: number } | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? null : { min, max };
}
