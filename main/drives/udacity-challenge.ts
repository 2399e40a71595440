import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { assembleDrive } from './assemble-drive.ts';
import { readExportRows, withSteering, type ExportRow, type ExportTable } from './challenge-rows.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { DriveRecords } from './drive-records.ts';
import { listFolder } from './list-folder.ts';
import { nearestByTime } from './nearest-by-time.ts';
import { PictureFinder } from './pictures.ts';
import { readFirstLines } from './read-lines.ts';
import { RowProblems } from './row-problems.ts';
import { readTableShape } from './table-shape.ts';

const usualName = 'interpolated.csv';
const pairNames = ['camera.csv', 'steering.csv'] as const;
const pictureColumns = ['timestamp', 'frame_id', 'filename'];
const steeringColumns = ['timestamp', 'angle'];
const bytesToRecognise = 2048;
const maxCameras = 16;
/** Pictures of two cameras further apart than a frame at 20 Hz are not of one moment. */
const maxApartMs = 50;

/**
 * What the Udacity challenge's bags were exported to: `interpolated.csv` with one row a picture, the rows of three
 * cameras by time, the car's data brought to each row's time; or, where that is missing, `camera.csv` and `steering.csv`
 * at their own times. A record is a row of the middle camera, with each other camera's picture nearest in time. `angle`
 * is that of the steering wheel in radians and kept as recorded: positive to the left, as on the car's bus.
 */
export const udacityChallenge: DriveFormat = {
  id: 'udacity-challenge',
  name: 'Udacity challenge export',

  async match(path: string): Promise<boolean> {
    return (await findExport(path)) !== null;
  },

  async open(path: string, { signal, growing = false }: OpenDriveOptions = {}): Promise<DriveData> {
    const found = await findExport(path);
    if (found === null)
      throw new SteerscopeError('not-a-drive', `There is no export here: ${path}`, `Open an ${usualName}.`);
    const file = basename(found.pictures.path);
    const folder = dirname(found.pictures.path);
    const rowProblems = new RowProblems();
    // The cameras' rows are brought together by their times, so that all of them are needed.
    const whole: OpenDriveOptions = { signal, growing };
    const read = await readExportRows(found.pictures, rowProblems, whole);
    const { rows, columns, problems } = found.steering
      ? await withSteering(read, found.steering, rowProblems, whole)
      : read;
    const cameras = camerasOf(rows);
    const rowsOf = cameras.map((camera) => rows.filter(({ cameraId }) => cameraId === camera));
    const [own = [], ...others] = rowsOf;
    const finder = new PictureFinder(folder);
    const nearest = others.map((other) => nearestByTime(timesOf(other), timesOf(own), maxApartMs));
    const records = new DriveRecords(cameras.length, columns.length);
    for (const [index, row] of own.entries()) {
      const beside = nearest.map((indices, other) => others[other]?.[indices[index] ?? -1]?.picture ?? '');
      records.add({
        ...{ file, line: row.line, logRow: row.line, timeMs: row.timeMs, steering: row.angleRad },
        ...{ numbers: row.numbers, named: row.picture },
        pictures: [row.picture, ...beside].map((picture) => finder.find(picture)),
      });
    }
    return await assembleDrive(
      {
        format: udacityChallenge,
        path,
        folder,
        cameras,
        columns,
        steeringUnit: 'rad',
        steeringPositive: 'left',
        records,
        rowProblems,
        problems: [...problems, leftIsPositive(file)],
        lookedIn: 'the path in the log, its folder and the folders in it',
      },
      whole,
    );
  },
};

/** Ids of the cameras, the middle one first, then by name. */
function camerasOf(rows: readonly ExportRow[]): string[] {
  const ids = [...new Set(rows.map(({ cameraId }) => cameraId))].sort().slice(0, maxCameras);
  const middle = ids.find((id) => /cent/i.test(id)) ?? ids[0];
  return middle === undefined ? ['center_camera'] : [middle, ...ids.filter((id) => id !== middle)];
}

const timesOf = (rows: readonly ExportRow[]): Float64Array => Float64Array.from(rows, ({ timeMs }) => timeMs);

interface Export {
  readonly pictures: ExportTable;
  /** Null where the rows of the pictures hold the car's data. */
  readonly steering: ExportTable | null;
}

async function findExport(path: string): Promise<Export | null> {
  if (!(await stat(path)).isDirectory()) return wholeExport(await readTable(path, [...pictureColumns, 'angle']));
  const names = await listFolder(path);
  if (names.includes(usualName))
    return wholeExport(await readTable(join(path, usualName), [...pictureColumns, 'angle']));
  const [cameraName, steeringName] = pairNames;
  if (!names.includes(cameraName) || !names.includes(steeringName)) return null;
  const pictures = await readTable(join(path, cameraName), pictureColumns);
  const steering = await readTable(join(path, steeringName), steeringColumns);
  return pictures && steering && { pictures, steering };
}

const wholeExport = (pictures: ExportTable | null): Export | null => pictures && { pictures, steering: null };

/** A csv whose header has all these columns; else null. */
async function readTable(path: string, columns: readonly string[]): Promise<ExportTable | null> {
  if (!/\.csv$/i.test(path)) return null;
  const shape = readTableShape((await readFirstLines(path, bytesToRecognise)) ?? []);
  return shape !== null && columns.every((name) => shape.columns.includes(name)) ? { path, shape } : null;
}

const leftIsPositive = (place: string): Problem => ({
  ...{ severity: 'info', code: 'steering-positive-left', place, frame: null },
  message: 'A positive angle steers to the left in these exports, as on the car’s bus; it is kept as recorded.',
});
