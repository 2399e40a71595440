import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Drive } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { assembleDrive } from './assemble-drive.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import type { DriveRecord } from './drive-record.ts';
import { listFolder } from './list-folder.ts';
import { nearestByTime } from './nearest-by-time.ts';
import { ownText } from './own-text.ts';
import { PictureFinder } from './pictures.ts';
import { readFirstLines } from './read-lines.ts';
import { maxRecords, recordsLeftOut } from './record-limit.ts';
import { RowProblems } from './row-problems.ts';
import { readTableRows } from './table-rows.ts';
import { readTableShape, toNumber, type TableShape } from './table-shape.ts';

const usualName = 'interpolated.csv';
const neededColumns = ['timestamp', 'frame_id', 'filename', 'angle'];
/** Numbers of the picture, not of the car. */
const pictureColumns = ['index', 'width', 'height', ''];
const bytesToRecognise = 2048;
const maxNumberColumns = 64;
const nsPerMs = 1e6;
const maxCameras = 16;
/** Pictures of two cameras further apart than a frame at 20 Hz are not of one moment. */
const maxApartMs = 50;

/**
 * What the Udacity challenge's bags were exported to: `interpolated.csv` with one row a picture, the rows of three
 * cameras by time, the car's data brought to each row's time. A record is a row of the middle camera, with each other
 * camera's picture nearest in time. `angle` is that of the steering wheel in radians and kept as recorded: positive to the
 * left, as on the car's bus.
 */
export const udacityChallenge: DriveFormat = {
  id: 'udacity-challenge',
  name: 'Udacity challenge export',

  async match(path: string): Promise<boolean> {
    return (await findExport(path)) !== null;
  },

  async open(path: string, { signal }: OpenDriveOptions = {}): Promise<Drive> {
    const found = await findExport(path);
    if (found === null)
      throw new SteerscopeError('not-a-drive', `There is no export here: ${path}`, `Open an ${usualName}.`);
    const { logPath, shape } = found;
    const folder = dirname(logPath);
    const rowProblems = new RowProblems();
    const { rows, columns, problems } = await readRows(logPath, shape, rowProblems, signal);
    const cameras = camerasOf(rows);
    const rowsOf = cameras.map((camera) => rows.filter(({ cameraId }) => cameraId === camera));
    const [own = [], ...others] = rowsOf;
    const finder = new PictureFinder(folder);
    const nearest = others.map((other) => nearestByTime(timesOf(other), timesOf(own), maxApartMs));
    const records = own.map((row, index): DriveRecord => {
      const beside = nearest.map((found, other) => others[other]?.[found[index] ?? -1]?.picture ?? '');
      return {
        ...{ file: basename(logPath), line: row.line, logRow: row.line, timeMs: row.timeMs, steering: row.angleRad },
        ...{ numbers: row.numbers, named: row.picture },
        pictures: [row.picture, ...beside].map((picture) => finder.find(picture)),
      };
    });
    return await assembleDrive(
      {
        format: udacityChallenge,
        path,
        folder,
        cameras,
        columns,
        steeringUnit: 'rad',
        records,
        rowProblems,
        problems: [...problems, leftIsPositive(basename(logPath))],
        lookedIn: 'the path in the log, its folder and the folders in it',
      },
      signal,
    );
  },
};

interface ExportRow {
  readonly line: number;
  readonly timeMs: number;
  readonly cameraId: string;
  readonly picture: string;
  readonly angleRad: number;
  readonly numbers: readonly number[];
}

async function readRows(
  logPath: string,
  shape: TableShape,
  rowProblems: RowProblems,
  signal?: AbortSignal,
): Promise<{ rows: readonly ExportRow[]; columns: readonly string[]; problems: readonly Problem[] }> {
  const file = basename(logPath);
  const columns = shape.columns
    .filter((name) => !neededColumns.includes(name) && !pictureColumns.includes(name))
    .slice(0, maxNumberColumns);
  const cellOf = (name: string): number => shape.columns.indexOf(name);
  const [timeCell = -1, cameraCell = -1, pictureCell = -1, angleCell = -1] = neededColumns.map(cellOf);
  const numberCells = columns.map(cellOf);
  const rows: ExportRow[] = [];
  for await (const batch of readTableRows(logPath, shape, signal)) {
    for (const row of batch) {
      const { line } = row;
      if ('damage' in row) {
        rowProblems.add({ code: 'row-torn', file, line, record: null, detail: row.damage });
        continue;
      }
      const textAt = (cell: number): string => row.cells[cell]?.trim() ?? '';
      const numberAt = (cell: number): number => {
        const number = toNumber(textAt(cell), false);
        if (Number.isFinite(number)) return number;
        rowProblems.add({ code: 'number-unreadable', file, line, record: null, detail: `“${textAt(cell)}”` });
        return Number.NaN;
      };
      rows.push({
        ...{
          line,
          timeMs: numberAt(timeCell) / nsPerMs,
          cameraId: ownText(textAt(cameraCell)),
          picture: ownText(textAt(pictureCell)),
        },
        ...{ angleRad: numberAt(angleCell), numbers: numberCells.map(numberAt) },
      });
    }
    if (rows.length >= maxRecords)
      return { rows, columns, problems: [recordsLeftOut(file, (rows.at(-1)?.line ?? 0) + 1)] };
  }
  return { rows, columns, problems: [] };
}

/** Ids of the cameras, the middle one first, then by name. */
function camerasOf(rows: readonly ExportRow[]): string[] {
  const ids = [...new Set(rows.map(({ cameraId }) => cameraId))].sort().slice(0, maxCameras);
  const middle = ids.find((id) => /cent/i.test(id)) ?? ids[0];
  return middle === undefined ? ['center_camera'] : [middle, ...ids.filter((id) => id !== middle)];
}

const timesOf = (rows: readonly ExportRow[]): Float64Array => Float64Array.from(rows, ({ timeMs }) => timeMs);

async function findExport(path: string): Promise<{ logPath: string; shape: TableShape } | null> {
  if (!(await stat(path)).isDirectory()) return await readExport(path);
  const names = (await listFolder(path)).filter((name) => !name.startsWith('.'));
  return names.includes(usualName) ? await readExport(join(path, usualName)) : null;
}

/** Whether the header of a csv has all that makes an export. */
async function readExport(logPath: string): Promise<{ logPath: string; shape: TableShape } | null> {
  if (!/\.csv$/i.test(logPath)) return null;
  const shape = readTableShape((await readFirstLines(logPath, bytesToRecognise)) ?? []);
  return shape !== null && neededColumns.every((name) => shape.columns.includes(name)) ? { logPath, shape } : null;
}

const leftIsPositive = (place: string): Problem => ({
  ...{ severity: 'info', code: 'steering-positive-left', place, frame: null },
  message: 'A positive angle steers to the left in these exports, as on the car’s bus; it is kept as recorded.',
});
