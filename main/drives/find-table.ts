import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { MappingState } from '../../shared/drive.ts';
import { mappingSuffix, type DriveMapping } from '../../shared/drive-mapping.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { listFolder } from './list-folder.ts';
import { mappingInUse } from './mapping-in-use.ts';
import { PictureFinder } from './pictures.ts';
import { readStart } from './read-log.ts';
import { columnsLacking, noSuchColumns, resolveColumns, type TableColumns } from './table-mapping.ts';
import type { TableShape } from './table-shape.ts';
import { readTableStart, type TableStart } from './table-start.ts';

/** A table that names pictures, before its rows are read. */
export interface FoundTable extends TableStart {
  readonly columns: TableColumns;
  readonly state: MappingState;
  readonly finder: PictureFinder;
}

const tableExtensions = ['.csv', '.tsv', '.txt', '.jsonl', '.ndjson', '.log', '.dat'];
/** So many files of a folder are looked into. */
export const maxTablesTried = 20;

export const isTableName = (name: string): boolean => tableExtensions.includes(extname(name).toLowerCase());

/**
 * The first table with pictures in a folder, or the file itself when it is one; null when there is none.
 * @param given mapping; in a folder, tables that lack its columns are passed over.
 * @throws SteerscopeError `not-readable` for a mapping beside a table that is none or does not fit it, and for one given
 * that does not fit the table it is given for.
 */
export async function findTable(path: string, given?: DriveMapping): Promise<FoundTable | null> {
  if (!(await stat(path)).isDirectory()) {
    const mayBeTable = isTableName(path) || (given !== undefined && (await isText(path)));
    const table = mayBeTable ? await readTableStart(path) : null;
    return table && (await readTable(table, given));
  }
  const names = await tablesIn(path, given?.table);
  for (const name of names.slice(0, maxTablesTried)) {
    const table = await readTableStart(join(path, name));
    const mayLack = given !== undefined && given.table === undefined;
    if (table === null || (mayLack && columnsLacking(given, table.shape).length > 0)) continue;
    const found = await readTable(table, given);
    if (found) return found;
  }
  return null;
}

/** Whether a file of any name holds text. */
export async function isText(path: string): Promise<boolean> {
  const start = await readStart(path, 4096);
  // What is cut off at the end may be half a character.
  return start !== null && !/[\0\ufffd]/.test(start.slice(0, -1));
}

/**
 * Names of the tables in a folder, those with a mapping beside them first.
 * @param wanted the only one that counts. @throws SteerscopeError `not-readable` when it is not there.
 */
export async function tablesIn(folder: string, wanted?: string): Promise<readonly string[]> {
  const present = new Set(await listFolder(folder));
  if (wanted !== undefined) {
    // A name out of the listing: it cannot lead out of the folder.
    if (present.has(wanted)) return [wanted];
    throw new SteerscopeError(
      'not-readable',
      `The mapping names a table “${wanted}”, which is not in this folder: ${folder}`,
      'Name one of its tables, or leave "table" out.',
    );
  }
  const tables = [...present].filter((name) => isTableName(name) && !name.startsWith('.')).sort();
  const isMapped = (name: string): boolean => present.has(name + mappingSuffix);
  return [...tables.filter(isMapped), ...tables.filter((name) => !isMapped(name))];
}

/** Whether a mapping lies beside a log: then that says what the log is, whatever it looks like. */
export async function hasMapping(path: string): Promise<boolean> {
  if (!(await stat(path)).isDirectory())
    return (await listFolder(dirname(path))).includes(basename(path) + mappingSuffix);
  return (await listFolder(path)).some((name) => name.endsWith(mappingSuffix));
}

/** What the user's own mappings know a table by; one without a header also by its name. */
export const tableKey = (path: string, { columns, hasHeader, delimiter }: TableShape): readonly string[] =>
  hasHeader || delimiter === null ? columns : [basename(path), ...columns];

/** The mapping of a table. @throws SteerscopeError `not-readable` when it is none or does not fit. */
export async function tableMapping({ path, shape }: TableStart, given?: DriveMapping): Promise<MappingState> {
  const state = await mappingInUse(path, tableKey(path, shape), given);
  const lacking = state.mapping ? columnsLacking(state.mapping, shape) : [];
  if (lacking.length > 0) throw noSuchColumns(lacking, shape.columns, path);
  return state;
}

/** Null when nothing in the table names pictures. */
async function readTable(table: TableStart, given?: DriveMapping): Promise<FoundTable | null> {
  const state = await tableMapping(table, given);
  const finder = new PictureFinder(dirname(table.path));
  // A few pictures tell; to list a folder of a million takes seconds.
  finder.asksForEach = true;
  const columns = resolveColumns(table, state.mapping, finder);
  finder.asksForEach = false;
  return columns.images.length === 0 ? null : { ...table, columns, state, finder };
}
