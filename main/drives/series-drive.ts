import { basename, resolve } from 'node:path';
import type { DriveSession, MappingState, SteeringUnit } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { textsOf } from '../../shared/texts.ts';
import { rangeOf, type DriveData } from './drive-data.ts';
import type { DriveFormat } from './drive-format.ts';
import type { PictureTable } from './picture-table.ts';

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
  /** In the order of their frames. @default none */
  readonly sessions?: readonly DriveSession[];
  readonly numeric: Readonly<Record<string, Float64Array>>;
  readonly logRow: Uint32Array;
  readonly image: readonly string[];
  readonly problems: readonly Problem[];
  /** One for each of `cameras`. */
  readonly pictures: readonly PictureTable[];
}

/** The drive of such files. */
export function seriesDrive(series: DriveSeries): DriveData {
  const path = resolve(series.path);
  const { frameCount, pictures } = series;
  const timeMs = series.timeMs && finite(series.timeMs);
  const steering = series.steering && { ...series.steering, values: finite(series.steering.values) };
  const numeric = Object.fromEntries(Object.entries(series.numeric).map(([name, values]) => [name, finite(values)]));
  const timeRange = timeMs && rangeOf(timeMs);
  const startMs = timeMs?.find((time) => !Number.isNaN(time)) ?? 0;
  const timeSecs = timeMs && timeRange && timeMs.map((time) => (time - startMs) / 1000);
  const secsRange = timeSecs && rangeOf(timeSecs);
  const steeringRange = steering && rangeOf(steering.values);
  return {
    info: {
      kind: 'drive',
      path,
      name: basename(path),
      format: series.format.id,
      formatName: series.format.name,
      recordCount: series.recordCount,
      frameCount,
      timeSpanSecs: secsRange && secsRange.max - secsRange.min,
      steering: steeringRange && {
        unit: steering.unit,
        positive: steering.positive ?? 'right',
        straight: 0,
        ...steeringRange,
      },
      cameras: series.cameras,
      columns: Object.keys(numeric),
      sessions: series.sessions ?? [],
      mapping: series.mapping ?? null,
      problems: [...series.problems, ...infiniteProblem(series)],
    },
    columns: {
      timeSecs,
      steering: steeringRange && steering.values,
      numeric,
      logRow: series.logRow,
      image: textsOf(series.image),
    },
    pictures,
  };
}

const isInfinite = (value: number): boolean => Math.abs(value) === Infinity;

/** A number beyond all bounds counts as missing: nothing can be drawn or compared with it. */
function finite(values: Float64Array): Float64Array {
  return values.some(isInfinite) ? values.map((value) => (isInfinite(value) ? Number.NaN : value)) : values;
}

function infiniteProblem({ timeMs, steering }: DriveSeries): Problem[] {
  const values = [timeMs, steering?.values].find((column) => column?.some(isInfinite));
  if (!values) return [];
  const frame = values.findIndex(isInfinite);
  const message = `Numbers beyond all bounds count as missing: ${values.filter(isInfinite).length}, the first at frame ${frame}.`;
  return [{ severity: 'warning', code: 'number-unreadable', message, place: null, frame }];
}
