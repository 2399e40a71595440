import { basename, dirname } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import { ParquetReader } from '../containers/parquet-columns.ts';
import { assembleDrive } from './assemble-drive.ts';
import { describeTable, steeringUnitOf } from './describe-table.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import { DriveRecords } from './drive-records.ts';
import { findParquet, parquetFiles, type FoundParquet } from './find-parquet.ts';
import { readRecord } from './image-table.ts';
import { GrowingColumn } from './growing-column.ts';
import type { ParquetRowPictures } from './picture-table.ts';
import { maxRecords, recordsLeftOut } from './record-limit.ts';
import { RowProblems } from './row-problems.ts';
import { seriesDrive } from './series-drive.ts';
import { timeProblems } from './time-series-problems.ts';

/** Rows that are text at one time. */
const rowsPerTurn = 262_144;

/**
 * Tables in Parquet that hold pictures (Hugging Face's data sets, columns of JPEG or PNG), or name picture files. What their
 * columns mean is guessed or mapped as for tables of text; several files of one table lie one after the other.
 */
export const parquetTable: DriveFormat = {
  id: 'parquet-table',
  name: 'Parquet table with images',

  async match(path: string): Promise<boolean> {
    return (await withParquet(path, (reader) => findParquet(path, reader))) !== null;
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    return await withReader(async (reader) => {
      const table = await findParquet(path, reader, options);
      if (table === null)
        throw new SteerscopeError(
          'not-a-drive',
          `No column of this Parquet table holds or names pictures: ${path}`,
          'Open one with a column of pictures, or of their file names.',
        );
      const rows = await readRows(table, reader, options);
      return table.holdsPictures ? rowsDrive(path, table, rows) : await filesDrive(path, table, rows, options);
    });
  },
};

/** Null where there is no Parquet file. */
export async function withParquet<Result>(
  path: string,
  work: (reader: ParquetReader) => Promise<Result>,
): Promise<Result | null> {
  return (await parquetFiles(path)).length > 0 ? await withReader(work) : null;
}

async function withReader<Result>(work: (reader: ParquetReader) => Promise<Result>): Promise<Result> {
  const reader = new ParquetReader();
  try {
    return await work(reader);
  } finally {
    reader.close();
  }
}

/** The rows of all parts. */
interface Rows {
  readonly records: DriveRecords;
  /** Of each record: the index of its part, and its row in there from 0. */
  readonly fileOf: Int32Array;
  readonly row: Int32Array;
  readonly rowProblems: RowProblems;
  readonly problems: readonly Problem[];
}

async function readRows(table: FoundParquet, reader: ParquetReader, options: OpenDriveOptions): Promise<Rows> {
  const { columns } = table.shape;
  const rowProblems = new RowProblems(
    (file, row, last) => `${file} ${row === last ? `row ${row}` : `rows ${row}–${last}`}`,
  );
  const records = new DriveRecords(table.columns.images.length, table.columns.numbers.length);
  const [fileOf, rowOf] = [new GrowingColumn(Int32Array), new GrowingColumn(Int32Array)];
  const problems = [...table.others].map(([path, reason]) =>
    problem('warning', 'file-left-out', `This file is no part of the table: ${reason}.`, basename(path)),
  );
  const limit = Math.min(maxRecords, options.recordLimit ?? maxRecords);
  for (const [part, { path, sizeBytes, start }] of table.parts.entries()) {
    const file = basename(path);
    const pictures = start.pictures.map(({ column }) => column);
    for (const [first, count] of turnsOf(start.groups)) {
      if (records.length >= limit) break;
      try {
        const request = { path, columns, pictures, start: first, count: Math.min(count, limit - records.length) };
        for (const [index, cells] of (await reader.cells(request, sizeBytes, options.signal)).entries()) {
          const row = first + index;
          records.add(readRecord(cells, row + 1, file, records.length, table, rowProblems));
          fileOf.push(part);
          rowOf.push(row);
        }
      } catch (thrown) {
        if (!(thrown instanceof DamagedContainer)) throw thrown;
        const place = `${file} rows ${first + 1}–${first + count}`;
        problems.push(problem('error', 'rows-lost', `Rows are lost: ${thrown.message}.`, place));
      }
    }
    const missing =
      start.pictures.find(({ column }) => column === columns[table.columns.images[0] ?? -1])?.missing ?? 0;
    if (missing > 0)
      problems.push(problem('warning', 'image-missing', `${missing} rows hold no picture, as the file says.`, file));
  }
  const rowCount = table.parts.flatMap(({ start }) => start.groups).reduce((sum, { count }) => sum + count, 0);
  if (limit < maxRecords && records.length >= limit && rowCount > limit) options.onCut?.();
  if (records.length >= maxRecords) problems.push(recordsLeftOut('the table', maxRecords + 1));
  return { records, fileOf: fileOf.values.slice(), row: rowOf.values.slice(), rowProblems, problems };
}

function* turnsOf(groups: readonly { readonly start: number; readonly count: number }[]): Generator<[number, number]> {
  for (const { start, count } of groups)
    for (let first = 0; first < count; first += rowsPerTurn)
      yield [start + first, Math.min(rowsPerTurn, count - first)];
}

/** Pictures in files of their own, as a table of text names them. */
async function filesDrive(
  path: string,
  table: FoundParquet,
  rows: Rows,
  options: OpenDriveOptions,
): Promise<DriveData> {
  const { records, rowProblems, problems } = rows;
  const steeringUnit = steeringUnitOf(table.columns, records.steering);
  return await assembleDrive(
    {
      format: parquetTable,
      path,
      folder: dirname(table.path),
      cameras: camerasOf(table),
      columns: table.columns.numbers.map(({ name }) => name),
      steeringUnit,
      steeringPositive: table.columns.steering?.positive ?? 'right',
      mapping: table.state,
      records,
      rowProblems,
      problems: [...problems, ...describeTable(table, steeringUnit, records.steering)],
      lookedIn: 'the path in the table, its folder and the folders in it',
    },
    options,
  );
}

/** Pictures in the rows. They are read when they are looked at, so that one that is missing is told only then. */
function rowsDrive(path: string, table: FoundParquet, rows: Rows): DriveData {
  const { records, fileOf, row, rowProblems, problems } = rows;
  if (records.length === 0)
    throw new SteerscopeError(
      'empty-drive',
      `This Parquet table holds no readable row${problems[0] ? ` (${problems[0].message})` : ''}: ${path}`,
      'Download it again, or restore it from a copy.',
    );
  const { steering, time, numbers } = table.columns;
  const unit = steeringUnitOf(table.columns, records.steering);
  const timeMs = time && records.timeMs.slice();
  const nameOf = (frame: number): string => {
    const { file, line } = records.told(frame);
    return `${file} row ${line}`;
  };
  const paths = table.parts.map((part) => part.path);
  return seriesDrive({
    format: parquetTable,
    path,
    cameras: camerasOf(table),
    recordCount: records.length,
    frameCount: records.length,
    timeMs,
    steering: steering && {
      unit,
      positive: steering.positive,
      values: records.steering.slice(),
    },
    mapping: table.state,
    numeric: Object.fromEntries(numbers.map(({ name }, at) => [name, records.numbers(at).slice()])),
    logRow: records.logRow.slice(),
    image: Array.from({ length: records.length }, (_, frame) => nameOf(frame)),
    problems: [
      ...problems,
      ...describeTable(table, unit, records.steering),
      ...(timeMs ? timeProblems(timeMs, nameOf) : []),
      ...rowProblems.toProblems((record) => record),
    ],
    pictures: camerasOf(table).map((column): ParquetRowPictures => ({
      ...{ kind: 'parquet-rows', paths, column },
      ...{ fileOf, row },
    })),
  });
}

const camerasOf = ({ columns, shape }: FoundParquet): readonly string[] =>
  columns.images.map((column) => shape.columns[column] ?? '');

const problem = (severity: Problem['severity'], code: string, message: string, place: string): Problem => ({
  ...{ severity, code, message, place },
  frame: null,
});
