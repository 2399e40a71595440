import { basename, dirname } from 'node:path';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { MappingState } from '../../shared/drive.ts';
import type { DriveSurvey, SurveyField } from '../../shared/drive-survey.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { OpenDriveOptions } from './drive-format.ts';
import { tableKey, tableMapping } from './find-table.ts';
import { guessedMapping } from './mapping-in-use.ts';
import { PictureFinder } from './pictures.ts';
import { cellsField, picturesField } from './survey-field.ts';
import { resolveColumns, steeringShown, type TableColumns } from './table-mapping.ts';
import { readTableRows, type TableRow } from './table-rows.ts';
import { toNumber } from './table-shape.ts';
import type { TableStart } from './table-start.ts';

const maxRows = 2000;
export const maxFields = 512;
/** Batches of rows are about a megabyte. */
const maxBatches = 16;
/** So far on is looked for a steering above 1, which tells the unit. */
const maxBatchesForUnit = 128;
const suffixes = ['', '.jpg', '.png', '.jpeg'];

/** A table and what it is taken for. */
export interface MappedTable extends TableStart {
  readonly columns: TableColumns;
  readonly state: MappingState;
  readonly finder: PictureFinder;
  /** Columns that hold pictures, and not their names. */
  readonly pictures: readonly string[];
  rows(options: OpenDriveOptions): AsyncIterable<readonly TableRow[]>;
}

/**
 * What a table is taken for. A mapping that is damaged or does not fit counts as none: who asks wants to make a better one.
 * @param frameColumn see `resolveColumns`.
 */
export async function mapTable(table: TableStart, frameColumn: number | null): Promise<MappedTable> {
  const state = await tableMapping(table).catch((thrown: unknown): MappingState => {
    if (!(thrown instanceof SteerscopeError)) throw thrown;
    return guessedMapping(table.path, tableKey(table.path, table.shape));
  });
  const finder = new PictureFinder(dirname(table.path));
  const columns = resolveColumns(table, state.mapping, finder, frameColumn);
  const rows = (options: OpenDriveOptions) => readTableRows(table.path, table.shape, options);
  return { ...table, columns, state, finder, pictures: [], rows };
}

/** @param tables to choose between; none with one alone. */
export async function surveyTable(
  table: MappedTable,
  tables: readonly string[],
  options: OpenDriveOptions,
): Promise<Pick<DriveSurvey, 'fields' | 'lookedAt' | 'mapping' | 'state'>> {
  const { rows, isWhole } = await firstRows(table, options);
  const name = tables.length > 1 ? basename(table.path) : undefined;
  const mapping = await writtenOut(table, rows, name, options);
  return {
    fields: fieldsOf(table, rows),
    lookedAt: `${isWhole ? 'all' : 'the first'} ${rows.length} rows${columnsLeftOut(table)}`,
    mapping,
    state: table.state,
  };
}

async function firstRows(
  table: MappedTable,
  options: OpenDriveOptions,
): Promise<{ readonly rows: readonly (readonly string[])[]; readonly isWhole: boolean }> {
  const rows: (readonly string[])[] = [];
  let batches = 0;
  for await (const batch of table.rows(options)) {
    for (const row of batch) {
      if (rows.length === maxRows) return { rows, isWhole: false };
      if ('cells' in row) rows.push(row.cells);
    }
    batches += 1;
    if (batches === maxBatches) return { rows, isWhole: false };
  }
  return { rows, isWhole: true };
}

/** The first ones, and those in use wherever they are; in the table's order. */
function listedColumns({ shape, columns: { images, steering, time } }: MappedTable): readonly number[] {
  const used = [...images, ...(steering ? [steering.column] : []), ...(time ? [time.column] : [])];
  return [...new Set([...used, ...shape.columns.keys()])].slice(0, maxFields).sort((one, other) => one - other);
}

function columnsLeftOut({ shape }: MappedTable): string {
  const count = shape.columns.length - maxFields;
  return count > 0 ? `, without ${count} of its columns` : '';
}

function fieldsOf(table: MappedTable, rows: readonly (readonly string[])[]): SurveyField[] {
  const { shape, finder, pictures } = table;
  const isPicture = (cell: string): boolean => suffixes.some((suffix) => finder.find(cell.trim() + suffix) !== null);
  return listedColumns(table).map((column) => {
    const name = shape.columns[column] ?? '';
    if (pictures.includes(name)) return picturesField(name, ['in the rows']);
    const cells = rows.map((row) => row[column] ?? '');
    return cellsField(name, cells, shape.decimalComma, isPicture);
  });
}

/** Null where nothing is known of any column. */
async function writtenOut(
  table: MappedTable,
  rows: readonly (readonly string[])[],
  name: string | undefined,
  options: OpenDriveOptions,
): Promise<DriveMapping | null> {
  const { columns, shape, state } = table;
  const { images, steering, time, numbers } = columns;
  if (state.mapping === null && images.length === 0 && !steering && !time) return null;
  const nameOf = (column: number): string => shape.columns[column] ?? '';
  const { speed, throttle, alignment } = state.mapping ?? {};
  const plain = numbers.filter(({ column }) => nameOf(column) !== speed?.column && nameOf(column) !== throttle?.column);
  return {
    ...(name !== undefined && { table: name }),
    ...(images.length > 0 && { images: images.map(nameOf) }),
    steering: steering && {
      ...steering,
      column: nameOf(steering.column),
      unit: steering.unit ?? ((await exceedsOne(table, rows, options)) ? 'deg' : 'normalised'),
    },
    time: time && { ...time, column: nameOf(time.column) },
    ...(speed && { speed }),
    ...(throttle && { throttle }),
    columns: plain.map(({ column }) => nameOf(column)),
    ...(alignment && { alignment }),
  };
}

/** Whether the steering leaves -1..1 anywhere, as the drive itself is judged by. */
async function exceedsOne(
  { shape, columns: { steering }, rows: allRows }: MappedTable,
  rows: readonly (readonly string[])[],
  options: OpenDriveOptions,
): Promise<boolean> {
  if (!steering) return false;
  const exceeds = (cells: readonly string[]): boolean =>
    Math.abs(steeringShown(toNumber(cells[steering.column] ?? '', shape.decimalComma), steering)) > 1;
  if (rows.some(exceeds)) return true;
  let batches = 0;
  for await (const batch of allRows(options)) {
    if (batch.some((row) => 'cells' in row && exceeds(row.cells))) return true;
    batches += 1;
    if (batches === maxBatchesForUnit) return false;
  }
  return false;
}
