import { basename, dirname } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { assembleDrive } from './assemble-drive.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat, OpenDriveOptions } from './drive-format.ts';
import type { DriveRecord } from './drive-record.ts';
import { DriveRecords } from './drive-records.ts';
import { findTable, type FoundTable } from './find-table.ts';
import { maxRecords, recordsLeftOut } from './record-limit.ts';
import { ownText } from './own-text.ts';
import { RowProblems } from './row-problems.ts';
import { describeTable, steeringUnitOf } from './describe-table.ts';
import { steeringShown } from './table-mapping.ts';
import { readTableRows } from './table-rows.ts';
import { toNumber } from './table-shape.ts';
import { timeMsOf } from './time-text.ts';

/**
 * Any table of text with a column of picture names: comma, semicolon, tab, bar or blank between the cells, or a JSON
 * object a line. What its columns mean is guessed by content and name and told as a problem, or said by a mapping. Numbers
 * are kept as recorded where no mapping says otherwise.
 */
export const imageTable: DriveFormat = {
  id: 'image-table',
  name: 'Table with images',

  async match(path: string): Promise<boolean> {
    return (await findTable(path)) !== null;
  },

  async open(path: string, options: OpenDriveOptions = {}): Promise<DriveData> {
    const table = await findTable(path, options.mapping);
    if (table === null)
      throw new SteerscopeError(
        'not-a-drive',
        `No table here names pictures: ${path}`,
        'Open a csv with a column of pictures.',
      );
    const { shape, columns, finder } = table;
    finder.asksForEach = options.recordLimit !== undefined;
    const file = basename(table.path);
    const rowProblems = new RowProblems();
    const problems: Problem[] = [];
    let lastLine = 0;
    const records = new DriveRecords(columns.images.length, columns.numbers.length);
    for await (const rows of readTableRows(table.path, shape, {
      ...options,
      tell: (problem) => problems.push(problem),
    })) {
      for (const row of rows) {
        const { line } = row;
        lastLine = line;
        if ('cells' in row) records.add(readRecord(row.cells, line, file, records.length, table, rowProblems));
        else rowProblems.add({ code: 'row-torn', file, line, record: null, detail: row.damage });
      }
      if (records.length < maxRecords) continue;
      problems.push(recordsLeftOut(file, lastLine + 1));
      break;
    }
    const steeringUnit = steeringUnitOf(columns, records.steering);
    return await assembleDrive(
      {
        format: imageTable,
        path,
        folder: dirname(table.path),
        cameras: columns.images.map((column) => shape.columns[column] ?? ''),
        columns: columns.numbers.map(({ name }) => name),
        steeringUnit,
        steeringPositive: columns.steering?.positive ?? 'right',
        mapping: table.state,
        records,
        rowProblems,
        problems: [...problems, ...describeTable(table, steeringUnit, records.steering)],
        lookedIn: 'the path in the table, its folder and the folders in it',
      },
      options,
    );
  },
};

/** What a row of such a table says. @param line of the row in its file, from 1. */
export function readRecord(
  cells: readonly string[],
  line: number,
  file: string,
  record: number,
  { shape, columns, finder }: FoundTable,
  rowProblems: RowProblems,
): DriveRecord {
  const textAt = (column: number): string => cells[column]?.trim() ?? '';
  const known = (value: number, column: number): number => {
    if (Number.isFinite(value)) return value;
    rowProblems.add({ code: 'number-unreadable', file, line, record, detail: `“${textAt(column).slice(0, 40)}”` });
    return Number.NaN;
  };
  const numberAt = (column: number): number => toNumber(textAt(column), shape.decimalComma);
  const { images, imageSuffix, steering, time, numbers } = columns;
  const pictureAt = (column: number): string => (textAt(column) === '' ? '' : ownText(textAt(column) + imageSuffix));
  return {
    file,
    line,
    logRow: line,
    timeMs:
      time === null
        ? Number.NaN
        : known(timeMsOf(textAt(time.column), numberAt(time.column), time.format), time.column),
    steering:
      steering === null ? Number.NaN : known(steeringShown(numberAt(steering.column), steering), steering.column),
    numbers: numbers.map(({ column, scale }) => known(numberAt(column) * scale, column)),
    named: pictureAt(images[0] ?? -1),
    pictures: images.map((column) => finder.find(pictureAt(column))),
  };
}
