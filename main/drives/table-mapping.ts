import type { SteeringUnit } from '../../shared/drive.ts';
import { driveMappingSchema, mappingSuffix, type DriveMapping, type TimeFormat } from '../../shared/drive-mapping.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { readStart } from './read-log.ts';
import type { TableShape } from './table-shape.ts';

/** What the columns of a table mean; numbers are indices into `TableShape.columns`. */
export interface TableColumns {
  /** One per camera, the default first. */
  readonly images: readonly number[];
  readonly imageSuffix: string;
  readonly steering: {
    readonly column: number;
    /** Null: as the range of the numbers tells. */
    readonly unit: SteeringUnit | null;
    readonly centre: number;
    /** Negative where the recorded number grows to the left. */
    readonly scale: number;
  } | null;
  readonly time: { readonly column: number; readonly format: TimeFormat } | null;
  /** Further numbers to show; null: every column that holds numbers. */
  readonly numbers: readonly number[] | null;
}

const maxMappingBytes = 256 * 1024;

/**
 * The mapping kept beside a log; null where there is none.
 * @throws SteerscopeError `not-readable` when it is no mapping.
 */
export async function readMapping(logPath: string): Promise<DriveMapping | null> {
  const path = logPath + mappingSuffix;
  const text = await readStart(path, maxMappingBytes);
  return text === null ? null : parseMapping(text, path);
}

/** @throws SteerscopeError `not-readable`. @param path for the message. */
export function parseMapping(text: string, path: string): DriveMapping {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw noMapping(thrown instanceof Error ? thrown.message : String(thrown), path);
  }
  const { data, error } = driveMappingSchema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw noMapping(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}`, path);
}

/** @throws SteerscopeError `not-readable` for a column that the table lacks. */
export function resolveMapping(mapping: DriveMapping, { columns }: TableShape, logPath: string): TableColumns {
  const indexOf = (name: string): number => {
    const index = columns.indexOf(name);
    if (index < 0)
      throw new SteerscopeError(
        'not-readable',
        `The mapping names a column “${name}”, which this log lacks: ${logPath}`,
        `Its columns are: ${columns.slice(0, 40).join(', ')}.`,
      );
    return index;
  };
  const { images, steering, time, columns: numbers } = mapping;
  return {
    images: (images ?? []).map(indexOf),
    imageSuffix: '',
    steering: steering
      ? {
          column: indexOf(steering.column),
          unit: steering.unit,
          centre: steering.centre,
          scale: steering.positive === 'left' ? -steering.scale : steering.scale,
        }
      : null,
    time: time ? { column: indexOf(time.column), format: time.format } : null,
    numbers: numbers?.map(indexOf) ?? null,
  };
}

const noMapping = (reason: string, path: string): SteerscopeError =>
  new SteerscopeError(
    'not-readable',
    `This is no mapping of a log's columns (${reason}): ${path}`,
    'Correct it, or take it away to have the columns guessed: {"images": ["image"], "steering": {"column": "angle", "unit": "deg"}}.',
  );
