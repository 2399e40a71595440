import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import type { MappingState, SteeringUnit } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { Texts } from '../../shared/texts.ts';
import { rangeOf, type DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import type { DriveRecords } from './drive-records.ts';
import { GrowingColumn } from './growing-column.ts';
import type { FilePictures } from './picture-table.ts';
import { pictureSize, pictureSizes, type Picture } from './pictures.ts';
import { reportRepeatedPictures } from './repeated-pictures.ts';
import { picturesOutside } from './pictures-outside.ts';
import type { RowProblems } from './row-problems.ts';
import { sessionsOf } from './sessions.ts';
import { addBackwardSteps, pausesAndRepeats } from './time-problems.ts';

/** What a format read from its log, before the pictures are looked at. */
export interface DriveLog {
  readonly format: Pick<DriveFormat, 'id' | 'name'>;
  /** Folder or file that was opened. */
  readonly path: string;
  /** The folder that picture names are shown relative to. */
  readonly folder: string;
  readonly cameras: readonly string[];
  readonly columns: readonly string[];
  readonly steeringUnit: SteeringUnit;
  /** @default 'right' */
  readonly steeringPositive?: 'left' | 'right';
  /** @default 0 */
  readonly steeringStraight?: number;
  /** @default null */
  readonly mapping?: MappingState | null;
  readonly records: DriveRecords;
  readonly rowProblems: RowProblems;
  /** Problems of the drive as a whole. */
  readonly problems: readonly Problem[];
  /** Where the pictures were looked for, for the error when there is none. */
  readonly lookedIn: string;
}

/**
 * The drive of a log: frames are the records whose default picture is a file with something in it.
 * @throws SteerscopeError `empty-drive` without a readable record, `no-image-found` without a frame.
 */
export async function assembleDrive(
  log: DriveLog,
  { signal, growing = false, isCut }: OpenDriveOptions = {},
): Promise<DriveData> {
  const { records, rowProblems } = log;
  if (growing) leaveOutUnfinished(records);
  if (records.length === 0) throw emptyDrive(log);
  addBackwardSteps(records, rowProblems);
  const sizes = await pictureSizes(records.length, (record) => records.picture(record, 0), signal);
  const recordOfFrame = new GrowingColumn(Int32Array);
  // Of a record that is no frame -1.
  const frameOfRecord = new Int32Array(records.length).fill(-1);
  for (let record = 0; record < records.length; record++) {
    const trouble = troubleOf(records, record, sizes[record]);
    if (trouble === null) {
      frameOfRecord[record] = recordOfFrame.length;
      recordOfFrame.push(record);
      continue;
    }
    const { file, line, named } = records.told(record);
    rowProblems.add({ code: trouble, file, line, record, detail: named === '' ? `record ${line}` : named });
  }
  if (recordOfFrame.length === 0) throw noImageFound(log);
  const frames = recordOfFrame.values;
  const cameras = log.cameras.filter((_, camera) => frames.some((record) => records.hasPicture(record, camera)));
  addMissingCameras(log, frames, cameras);
  // A first look is not waited for with looking at pictures.
  const repeated = isCut?.()
    ? []
    : await reportRepeatedPictures(
        records,
        frames,
        Float64Array.from(frames, (record) => sizes[record] ?? Number.NaN),
        rowProblems,
        signal,
      );
  const frameOf = (record: number): number | null => {
    const frame = frameOfRecord[record] ?? -1;
    return frame < 0 ? null : frame;
  };
  const placeOf = (record: number): string => {
    const { file, line } = records.told(record);
    return rowProblems.placeOf(file, line, line);
  };
  return driveOfFrames(log, frames, cameras, [
    ...log.problems,
    ...pausesAndRepeats(records.timeMs, { placeOf, frameOf }),
    ...repeated,
    ...rowProblems.toProblems(frameOf),
  ]);
}

/** Why a record is no frame; null when it is one. @param sizeBytes of its picture's file, NaN where there is none. */
function troubleOf(
  records: DriveRecords,
  record: number,
  sizeBytes = Number.NaN,
): 'image-not-named' | 'image-missing' | 'image-empty' | null {
  if (sizeBytes > 0) return null;
  if (records.told(record).named === '') return 'image-not-named';
  return sizeBytes === 0 ? 'image-empty' : 'image-missing';
}

function addMissingCameras(
  { cameras: all, records, rowProblems }: DriveLog,
  frames: Int32Array,
  cameras: readonly string[],
): void {
  const further = cameras.map((camera) => ({ camera, index: all.indexOf(camera) })).filter(({ index }) => index > 0);
  if (further.length === 0) return;
  for (const record of frames) {
    const missing = further.filter(({ index }) => !records.hasPicture(record, index)).map(({ camera }) => camera);
    if (missing.length === 0) continue;
    const { file, line } = records.told(record);
    rowProblems.add({ code: 'camera-image-missing', file, line, record, detail: missing.join(', ') });
  }
}

/** So many records are waited for: a camera's pictures are written later than the lines that name them. */
const maxUnfinished = 100;

/** Leaves out the last records, as long as their pictures are not written yet. */
function leaveOutUnfinished(records: DriveRecords): void {
  let end = records.length;
  const least = Math.max(0, end - maxUnfinished);
  while (end > least && !isWritten(records.picture(end - 1, 0))) end -= 1;
  records.shorten(end);
}

const isWritten = (picture: Picture | null): boolean => picture !== null && pictureSize(picture) > 0;

function emptyDrive({ path, rowProblems }: DriveLog): SteerscopeError {
  const damaged = rowProblems.count('row-torn');
  return new SteerscopeError(
    'empty-drive',
    damaged === 0
      ? `This drive holds no record: ${path}`
      : `This drive holds no readable record, only ${damaged} damaged lines: ${path}`,
    'Open a drive that was recorded to its end, or restore the log from a copy.',
  );
}

function noImageFound({ path, records, lookedIn }: DriveLog): SteerscopeError {
  let first = 'none named';
  for (let record = records.length - 1; record >= 0; record--) first = records.told(record).named || first;
  return new SteerscopeError(
    'no-image-found',
    `Of ${records.length} pictures not one is there with something in it (the first: ${first}): ${path}`,
    `Put the pictures back where the drive expects them; looked in ${lookedIn}.`,
  );
}

/** @param frames the record of each. */
function driveOfFrames(
  log: DriveLog,
  frames: Int32Array,
  cameras: readonly string[],
  problems: readonly Problem[],
): DriveData {
  const { records } = log;
  const pictures = cameras.map((camera) => picturesOf(records, frames, log.cameras.indexOf(camera)));
  const image = imageNames(pictures[0] as FilePictures, resolve(log.folder));
  const column = (values: Float64Array): Float64Array => {
    const ofFrames = new Float64Array(frames.length);
    for (let frame = 0; frame < frames.length; frame++) ofFrames[frame] = values[frames[frame]!]!;
    return ofFrames;
  };
  const timeSecs = secsSinceFirst(column(records.timeMs));
  const steering = column(records.steering);
  const steeringRange = rangeOf(steering);
  const timeRange = rangeOf(timeSecs);
  const path = resolve(log.path);
  const { logRow } = records;
  return {
    info: {
      kind: 'drive',
      path,
      name: basename(path),
      format: log.format.id,
      formatName: log.format.name,
      recordCount: records.length,
      frameCount: frames.length,
      timeSpanSecs: timeRange === null ? null : timeRange.max - timeRange.min,
      steering:
        steeringRange === null
          ? null
          : {
              unit: log.steeringUnit,
              positive: log.steeringPositive ?? 'right',
              straight: log.steeringStraight ?? 0,
              ...steeringRange,
            },
      cameras,
      columns: log.columns,
      sessions: sessionsOf(sessionNames(records, frames)),
      mapping: log.mapping ?? null,
      problems: [...problems, ...picturesOutside(image)],
    },
    columns: {
      timeSecs: timeRange === null ? null : timeSecs,
      steering: steeringRange === null ? null : steering,
      numeric: Object.fromEntries(log.columns.map((name, index) => [name, column(records.numbers(index))])),
      logRow: Uint32Array.from(frames, (record) => logRow[record]!),
      image,
    },
    pictures,
  };
}

/** @param camera index in the pictures of a record. */
function picturesOf(records: DriveRecords, frames: Int32Array, camera: number): FilePictures {
  const { folders, folderOf, names } = records.pictures(camera, frames);
  return { kind: 'image-files', folders: folders.map((folder) => resolve(folder)), folderOf, names };
}

function* sessionNames(records: DriveRecords, frames: Int32Array): Generator<string | undefined> {
  for (const record of frames) yield records.sessionOf(record);
}

function secsSinceFirst(timeMs: Float64Array): Float64Array {
  const startMs = timeMs.find((time) => !Number.isNaN(time)) ?? 0;
  return timeMs.map((time) => (time - startMs) / 1000);
}

/** Names relative to the drive with forward slashes; absolute where the picture lies outside it. */
function imageNames({ folders, folderOf, names }: FilePictures, driveFolder: string): Texts {
  const prefixes = folders.map((folder) => {
    const inside = relative(driveFolder, folder);
    const outside = inside.startsWith('..') || isAbsolute(inside);
    return inside === '' ? '' : `${(outside ? folder : inside).replaceAll(sep, '/')}/`;
  });
  // Every frame has a picture of the default camera.
  return { ...names, prefixes, prefixOf: Uint32Array.from(folderOf) };
}
