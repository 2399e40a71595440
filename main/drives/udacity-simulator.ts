import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import Papa from 'papaparse';
import type { Drive } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { assembleDrive } from './assemble-drive.ts';
import type { DriveRecord } from './drive-record.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { listFolder } from './list-folder.ts';
import { isImageName, PictureFinder } from './pictures.ts';
import { readLog, readStart } from './read-log.ts';
import { RowProblems } from './row-problems.ts';

const logName = 'driving_log.csv';
const cameraNames = ['center', 'left', 'right'];
/** What the simulator writes when it writes no header. */
const plainColumns = [...cameraNames, 'steering', 'throttle', 'brake', 'speed'];
const bytesToRecognise = 2048;

/** The csv log of the Udacity self-driving car simulator and of all who copy it: three cameras, steering -1..1. */
export const udacitySimulator: DriveFormat = {
  id: 'udacity-simulator',
  name: 'Udacity simulator log',

  async match(path: string): Promise<boolean> {
    return (await findLog(path)) !== null;
  },

  async open(path: string, { signal }: OpenDriveOptions = {}): Promise<Drive> {
    const logPath = await findLog(path);
    if (logPath === null)
      throw new SteerscopeError('not-a-drive', `There is no Udacity log here: ${path}`, `Open a ${logName}.`);
    const folder = dirname(resolve(logPath));
    const finder = new PictureFinder(folder);
    const listing = finder.listUsualFolder();
    const { data: rows } = Papa.parse<string[]>(await readLog(logPath, signal), { delimiter: ',' });
    await listing;
    signal?.throwIfAborted();
    const header = readHeader(rows[0] ?? []);
    const columns = header ?? plainColumns;
    const cameras = cameraNames.filter((camera) => columns.includes(camera));
    if (!cameras.includes('center'))
      throw new SteerscopeError(
        'not-readable',
        `The log's header has no column “center”, only ${columns.join(', ')}: ${logPath}`,
        'Name the columns as the simulator does: center,left,right,steering,throttle,brake,speed.',
      );
    const rowProblems = new RowProblems();
    const numberColumns = numberColumnsOf(columns, header === null ? rows : rows.slice(1));
    const reader = new RowReader(basename(logPath), columns, cameras, numberColumns, finder, rowProblems);
    const records: DriveRecord[] = [];
    for (const [index, row] of rows.entries()) {
      if (index === 0 && header !== null) continue;
      const record = reader.read(row, index + 1, records.length);
      if (record !== null) records.push(record);
    }
    return await assembleDrive(
      {
        format: udacitySimulator,
        path,
        folder,
        cameras,
        columns: numberColumns,
        steeringUnit: 'normalised',
        records,
        rowProblems,
        problems: repairProblem(finder.repairedCount),
        lookedIn: 'the path in the log, the folder of the log, IMG in it and its other folders',
      },
      signal,
    );
  },
};

/** The log in a folder, or the csv file itself when it is one; null when there is none. */
async function findLog(path: string): Promise<string | null> {
  const found = await stat(path);
  if (!found.isDirectory()) return /\.csv$/i.test(path) && (await looksLikeLog(path)) ? path : null;
  const names = (await listFolder(path)).filter((name) => /\.csv$/i.test(name) && !name.startsWith('.')).sort();
  const usual = names.find((name) => name.toLowerCase() === logName);
  // A folder with the simulator's own file name is its drive even when the log is empty: that has its own error.
  if (usual !== undefined) return join(path, usual);
  for (const name of names) if (await looksLikeLog(join(path, name))) return join(path, name);
  return null;
}

async function looksLikeLog(csvPath: string): Promise<boolean> {
  if (basename(csvPath).toLowerCase() === logName) return true;
  const start = await readStart(csvPath, bytesToRecognise);
  const cells = Papa.parse<string[]>(start ?? '', { delimiter: ',', preview: 1 }).data[0] ?? [];
  const header = readHeader(cells);
  if (header !== null) return header.includes('center');
  const [center = '', , , steering = ''] = cells;
  return cells.length === plainColumns.length && isImageName(nameOf(center)) && Number.isFinite(toNumber(steering));
}

/** The column names of the first line, or null when it is already a record. */
function readHeader(cells: readonly string[]): string[] | null {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  return names.includes('center') || names.includes('steering') ? names : null;
}

/** Picture names carry the local time of the simulator's computer: center_2016_12_01_13_36_00_987.jpg. */
const timeInName = /_(\d{4})_(\d\d)_(\d\d)_(\d\d)_(\d\d)_(\d\d)_(\d{3})\.\w+$/;

function timeMsOfPicture(name: string): number {
  const match = timeInName.exec(name);
  if (match === null) return Number.NaN;
  const part = (index: number): number => Number(match[index]);
  return Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6), part(7));
}

/** The last part of a path from any machine. */
function nameOf(path: string): string {
  return path.trim().split(/[\\/]/).at(-1) ?? '';
}

/** NaN for what is no number, the empty cell included. */
function toNumber(cell: string): number {
  return cell.trim() === '' ? Number.NaN : Number(cell);
}

const rowsToJudgeColumns = 100;

/** The columns beside cameras and steering that hold a number in the first rows; a column of text is none. */
function numberColumnsOf(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const firstRows = rows.slice(0, rowsToJudgeColumns);
  return columns.filter(
    (name, cell) =>
      ![...cameraNames, 'steering', ''].includes(name) &&
      firstRows.some((row) => Number.isFinite(toNumber(row[cell] ?? ''))),
  );
}

/** Turns one row of cells into a record, reporting what is wrong with it. */
class RowReader {
  readonly #file: string;
  readonly #width: number;
  readonly #cameraCells: readonly number[];
  readonly #steeringCell: number;
  readonly #numberCells: readonly number[];
  readonly #finder: PictureFinder;
  readonly #problems: RowProblems;

  constructor(
    file: string,
    columns: readonly string[],
    cameras: readonly string[],
    numberColumns: readonly string[],
    finder: PictureFinder,
    problems: RowProblems,
  ) {
    this.#file = file;
    this.#width = columns.length;
    this.#cameraCells = cameras.map((camera) => columns.indexOf(camera));
    this.#steeringCell = columns.indexOf('steering');
    this.#numberCells = numberColumns.map((name) => columns.indexOf(name));
    this.#finder = finder;
    this.#problems = problems;
  }

  /** @returns null when the row is blank or damaged. */
  read(row: readonly string[], line: number, record: number): DriveRecord | null {
    const filled = row.findLastIndex((cell) => cell.trim() !== '') + 1;
    if (filled === 0) return null;
    const file = this.#file;
    if (row.length < this.#width || filled > this.#width) {
      const detail = `${row.length} fields where the log has ${this.#width}`;
      this.#problems.add({ code: 'row-torn', file, line, record: null, detail });
      return null;
    }
    const textAt = (cell: number): string => row[cell]?.trim() ?? '';
    const numberAt = (cell: number): number => {
      const number = toNumber(textAt(cell));
      if (!Number.isFinite(number)) {
        this.#problems.add({ code: 'number-unreadable', file, line, record, detail: `“${textAt(cell)}”` });
        return Number.NaN;
      }
      return number;
    };
    const [centerCell = -1] = this.#cameraCells;
    const named = textAt(centerCell);
    return {
      file,
      line,
      logRow: line,
      timeMs: timeMsOfPicture(named),
      steering: this.#steeringCell < 0 ? Number.NaN : numberAt(this.#steeringCell),
      numbers: this.#numberCells.map(numberAt),
      named,
      pictures: this.#cameraCells.map((cell) => this.#finder.find(textAt(cell))),
    };
  }
}

function repairProblem(repairedCount: number): Problem[] {
  if (repairedCount === 0) return [];
  return [
    {
      severity: 'info',
      code: 'path-repaired',
      message: `${repairedCount} pictures lie elsewhere than the log says and were found in the drive's own folders.`,
      place: null,
      frame: null,
    },
  ];
}
