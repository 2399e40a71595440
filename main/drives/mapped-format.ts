import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { mappingSuffix, type DriveMapping } from '../../shared/drive-mapping.ts';
import type { DriveInfo, MappingState } from '../../shared/drive.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { DriveData } from './drive-data.ts';
import type { DriveFormat } from './drive-format.ts';
import { findParquet } from './find-parquet.ts';
import { findTable, hasMapping, maxTablesTried, tablesIn } from './find-table.ts';
import { imageTable } from './image-table.ts';
import { listFolder } from './list-folder.ts';
import { mappingInUse, saysColumns } from './mapping-in-use.ts';
import { parquetTable, withParquet } from './parquet-table.ts';
import { columnsLacking, noSuchColumns } from './table-mapping.ts';
import { readTableStart } from './table-start.ts';
import { hasUserMappings } from './user-mappings.ts';
import { findVideoWithLog } from './video-log.ts';
import { videoWithLog } from './video-with-log.ts';

/**
 * The format that a mapping makes of what lies at a path, whatever it looks like: a table with pictures, or a video with a
 * table. Null without a mapping that says what columns mean, and where no table has them.
 * @throws SteerscopeError `not-readable` for a mapping that is none, or does not fit the log it is for.
 */
export async function mappedFormat(path: string, given?: DriveMapping): Promise<DriveFormat | null> {
  const isMapped = given ? saysColumns(given) : (await hasMapping(path)) || (await hasUserMappings());
  if (!isMapped) return null;
  if (says(await findTable(path, given))) return imageTable;
  const inParquet = await withParquet(path, (thread) => findParquet(path, thread, { mapping: given }));
  if (says(inParquet)) return parquetTable;
  return says(await findVideoWithLog(path, given)) ? videoWithLog : null;
}

const says = (found: { readonly state: MappingState } | null): boolean =>
  found?.state.mapping ? saysColumns(found.state.mapping) : false;

/** Why a mapping makes nothing of the tables at a path. */
export async function mappingMisfit(path: string, mapping: DriveMapping): Promise<SteerscopeError> {
  const isFolder = (await stat(path)).isDirectory();
  const files = isFolder ? (await tablesIn(path, mapping.table)).map((name) => join(path, name)) : [path];
  let best: { readonly error: SteerscopeError; readonly lacks: number } | null = null;
  for (const file of files.slice(0, maxTablesTried)) {
    const table = await readTableStart(file);
    if (table === null) continue;
    const lacking = columnsLacking(mapping, table.shape);
    if (lacking.length >= (best?.lacks ?? Infinity)) continue;
    best = {
      lacks: lacking.length,
      error: lacking.length > 0 ? noSuchColumns(lacking, table.shape.columns, file) : bare(file),
    };
  }
  return best?.error ?? noTable(path);
}

const bare = (table: string): SteerscopeError =>
  new SteerscopeError(
    'no-image-found',
    `The mapping fits this table, but no column names pictures that are there, and no video lies beside it: ${table}`,
    'Name the column of the pictures in "images", and put the pictures where the table says.',
  );

const noTable = (path: string): SteerscopeError =>
  new SteerscopeError(
    'not-a-drive',
    `There is no table here whose columns a mapping could name: ${path}`,
    'Open a csv, a recording, or a video with a csv beside it.',
  );

/**
 * A drive of a format that leaves nothing open: a mapping can only say how pictures and numbers lie in time; that it says
 * more is told.
 */
export async function withMapping(data: DriveData, given?: DriveMapping): Promise<DriveData> {
  const { info } = data;
  const state = await mappingInUse(await logOf(info.path), null, given);
  if (state.mapping === null) return data;
  const problems = saysColumns(state.mapping) ? [...info.problems, await notUsed(info, state)] : info.problems;
  return { ...data, info: { ...info, mapping: state, problems } };
}

async function notUsed({ path, formatName }: DriveInfo, { source, file, mapping }: MappingState): Promise<Problem> {
  const misfit = mapping && (await mappingMisfit(path, mapping));
  const reason =
    misfit?.code === 'not-readable' ? ` ${misfit.message}` : ' Such a drive says by itself what its numbers mean.';
  return {
    severity: 'info',
    code: 'mapping-not-used',
    message: `Opened as “${formatName}”, without what the mapping says of columns.${reason}`,
    place: source === 'given' ? null : basename(file),
    frame: null,
  };
}

/** The log that a mapping lies beside; of a folder that is one, a name in it like the folder's. */
async function logOf(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return path;
  const present = await listFolder(path);
  const mapped = present
    .filter((name) => name.endsWith(mappingSuffix))
    .map((name) => name.slice(0, -mappingSuffix.length))
    .find((name) => present.includes(name));
  return join(path, mapped ?? basename(path));
}
