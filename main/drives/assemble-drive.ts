import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import type { MappingState, SteeringUnit } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { rangeOf, type DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import type { DriveRecord } from './drive-record.ts';
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
  readonly records: readonly DriveRecord[];
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
  { records: read, ...rest }: DriveLog,
  { signal, growing = false, isCut }: OpenDriveOptions = {},
): Promise<DriveData> {
  const records = growing ? withoutUnfinished(read) : read;
  const log: DriveLog = { ...rest, records };
  const { rowProblems } = log;
  if (records.length === 0) throw emptyDrive(log);
  addBackwardSteps(records, rowProblems);
  const sizes = await pictureSizes(
    records.map((record) => record.pictures[0] ?? null),
    signal,
  );
  const frames: DriveRecord[] = [];
  // Of a record that is no frame -1.
  const frameOfRecord = new Int32Array(records.length).fill(-1);
  for (const [index, record] of records.entries()) {
    const { file, line, named, pictures } = record;
    const trouble = named === '' ? 'image-not-named' : pictures[0] ? sizeTrouble(sizes[index]) : 'image-missing';
    if (trouble !== null) {
      rowProblems.add({ code: trouble, file, line, record: index, detail: named === '' ? `record ${line}` : named });
      continue;
    }
    frameOfRecord[index] = frames.length;
    frames.push(record);
  }
  if (frames.length === 0) throw noImageFound(log);
  const cameras = log.cameras.filter((_, camera) => frames.some((frame) => frame.pictures[camera]));
  for (const [index, record] of records.entries()) {
    if (frameOfRecord[index]! < 0) continue;
    const missing = cameras.filter((camera) => !record.pictures[log.cameras.indexOf(camera)]);
    if (missing.length > 0)
      rowProblems.add({ ...record, code: 'camera-image-missing', record: index, detail: missing.join(', ') });
  }
  const recordOfFrame = Int32Array.from(frameOfRecord.keys()).filter((record) => frameOfRecord[record]! >= 0);
  // A first look is not waited for with looking at pictures.
  const repeated = isCut?.()
    ? []
    : await reportRepeatedPictures(
        frames,
        Float64Array.from(recordOfFrame, (record) => sizes[record] ?? Number.NaN),
        (frame) => recordOfFrame[frame] ?? -1,
        rowProblems,
        signal,
      );
  const frameOf = (record: number): number | null => {
    const frame = frameOfRecord[record] ?? -1;
    return frame < 0 ? null : frame;
  };
  const timeMs = Float64Array.from(records, (record) => record.timeMs);
  const placeOf = (record: number): string => {
    const { file = '', line = 0 } = records[record] ?? {};
    return rowProblems.placeOf(file, line, line);
  };
  return driveOfFrames(log, frames, cameras, [
    ...log.problems,
    ...pausesAndRepeats(timeMs, { placeOf, frameOf }),
    ...repeated,
    ...rowProblems.toProblems(frameOf),
  ]);
}

/** So many records are waited for: a camera's pictures are written later than the lines that name them. */
const maxUnfinished = 100;

/** Without the last records, as long as their pictures are not written yet. */
function withoutUnfinished(records: readonly DriveRecord[]): readonly DriveRecord[] {
  let end = records.length;
  const least = Math.max(0, end - maxUnfinished);
  while (end > least && !isWritten(records[end - 1]?.pictures[0])) end -= 1;
  return records.slice(0, end);
}

const isWritten = (picture: Picture | null | undefined): boolean => !!picture && pictureSize(picture) > 0;

function sizeTrouble(sizeBytes = Number.NaN): 'image-missing' | 'image-empty' | null {
  if (Number.isNaN(sizeBytes)) return 'image-missing';
  return sizeBytes === 0 ? 'image-empty' : null;
}

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
  const first = records.find((record) => record.named !== '')?.named ?? 'none named';
  return new SteerscopeError(
    'no-image-found',
    `Of ${records.length} pictures not one is there with something in it (the first: ${first}): ${path}`,
    `Put the pictures back where the drive expects them; looked in ${lookedIn}.`,
  );
}

function driveOfFrames(
  log: DriveLog,
  frames: readonly DriveRecord[],
  cameras: readonly string[],
  problems: readonly Problem[],
): DriveData {
  const image = imageNames(frames, resolve(log.folder));
  const timeSecs = secsSinceFirst(frames);
  const steering = Float64Array.from(frames, (frame) => frame.steering);
  const steeringRange = rangeOf(steering);
  const timeRange = rangeOf(timeSecs);
  const path = resolve(log.path);
  return {
    info: {
      kind: 'drive',
      path,
      name: basename(path),
      format: log.format.id,
      formatName: log.format.name,
      recordCount: log.records.length,
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
      sessions: sessionsOf(frames.map((frame) => frame.session)),
      mapping: log.mapping ?? null,
      problems: [...problems, ...picturesOutside(image)],
    },
    columns: {
      timeSecs: timeRange === null ? null : timeSecs,
      steering: steeringRange === null ? null : steering,
      numeric: Object.fromEntries(
        log.columns.map((name, column) => [
          name,
          Float64Array.from(frames, (frame) => frame.numbers[column] ?? Number.NaN),
        ]),
      ),
      logRow: Uint32Array.from(frames, (frame) => frame.logRow),
      image,
    },
    pictures: cameras.map((camera) => picturesOf(frames, log.cameras.indexOf(camera))),
  };
}

/** @param camera index in the pictures of a record. */
function picturesOf(frames: readonly DriveRecord[], camera: number): FilePictures {
  const folders = new Map<string, number>();
  const folderOf = new Int32Array(frames.length).fill(-1);
  const names = frames.map(({ pictures }, frame) => {
    const picture = pictures[camera];
    if (!picture) return '';
    if (!folders.has(picture.folder)) folders.set(picture.folder, folders.size);
    folderOf[frame] = folders.get(picture.folder)!;
    return picture.name;
  });
  return { kind: 'image-files', folders: [...folders.keys()].map((folder) => resolve(folder)), folderOf, names };
}

function secsSinceFirst(frames: readonly DriveRecord[]): Float64Array {
  const startMs = frames.find(({ timeMs }) => !Number.isNaN(timeMs))?.timeMs ?? 0;
  return Float64Array.from(frames, ({ timeMs }) => (timeMs - startMs) / 1000);
}

/** Names relative to the drive with forward slashes; absolute where the picture lies outside it. */
function imageNames(frames: readonly DriveRecord[], driveFolder: string): string[] {
  const prefixes = new Map<string, string>();
  return frames.map(({ pictures }) => {
    const { folder, name } = pictures[0] as Picture;
    let prefix = prefixes.get(folder);
    if (prefix === undefined) {
      const inside = relative(driveFolder, resolve(folder));
      const outside = inside.startsWith('..') || isAbsolute(inside);
      prefix = inside === '' ? '' : `${(outside ? resolve(folder) : inside).replaceAll(sep, '/')}/`;
      prefixes.set(folder, prefix);
    }
    return prefix + name;
  });
}
