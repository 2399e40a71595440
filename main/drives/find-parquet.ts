import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import type { ParquetReader } from '../containers/parquet-columns.ts';
import type { ParquetTableStart } from '../containers/parquet-table.ts';
import { findRecordings } from './find-recordings.ts';
import { tableMapping, type FoundTable } from './find-table.ts';
import { PictureFinder } from './pictures.ts';
import { resolveColumns, type TableColumns } from './table-mapping.ts';
import type { TableShape } from './table-shape.ts';
import type { TableStart } from './table-start.ts';

/** One file of a table, and its beginning. */
export interface ParquetPart {
  readonly path: string;
  readonly sizeBytes: number;
  readonly start: ParquetTableStart;
}

/** A table in Parquet that holds pictures, or names them. Its `path` is the first file. */
export interface FoundParquet extends FoundTable {
  /** Of one table, in the order of their names. */
  readonly parts: readonly ParquetPart[];
  /** Files beside them that are other tables, or damaged: the reason by path. */
  readonly others: ReadonlyMap<string, string>;
  /** The pictures lie in the rows themselves. */
  readonly holdsPictures: boolean;
}

/** So many files of a folder are looked into. */
const maxParts = 4096;
const magic = 'PAR1';

export const parquetFiles = (path: string): Promise<string[]> => findRecordings(path, /\.parquet$/i, magic);

/**
 * The table in a Parquet file, or in those of a folder that have the columns of the first. Null when nothing in it is a
 * picture or names one.
 * @throws SteerscopeError `not-readable` for a mapping that does not fit; the signal's reason.
 */
export async function findParquet(
  path: string,
  reader: ParquetReader,
  { mapping, signal }: { mapping?: DriveMapping | undefined; signal?: AbortSignal | undefined } = {},
): Promise<FoundParquet | null> {
  const parts: ParquetPart[] = [];
  const others = new Map<string, string>();
  let first: FoundTable | null = null;
  for (const file of (await parquetFiles(path)).slice(0, maxParts)) {
    try {
      const { size } = await stat(file);
      const start = await reader.start(file, signal);
      first ??= await describe(file, start, mapping);
      if (first === null) return null;
      if (hasColumns(start, first.shape)) parts.push({ path: file, sizeBytes: size, start });
      else others.set(file, 'it has other columns');
    } catch (thrown) {
      if (!(thrown instanceof DamagedContainer)) throw thrown;
      others.set(file, thrown.message);
    }
  }
  const start = parts[0]?.start;
  if (first === null || start === undefined) return null;
  const [image = -1] = first.columns.images;
  const holdsPictures = start.pictures.some(({ column }) => column === first.shape.columns[image]);
  return { ...first, parts, others, holdsPictures };
}

/** Columns without a value in the first rows are not seen: those that count must be there. */
function hasColumns({ columns }: ParquetTableStart, shape: TableShape): boolean {
  const missing = shape.columns.filter((column) => !columns.includes(column));
  return missing.length <= shape.columns.length / 2 && columns.length > 0;
}

async function describe(path: string, start: ParquetTableStart, given?: DriveMapping): Promise<FoundTable | null> {
  const table = parquetStart(path, start);
  const finder = new PictureFinder(dirname(path));
  const state = await tableMapping(table, given);
  const columns = withHeldPictures(resolveColumns(table, state.mapping, finder), table.shape, start);
  return columns.images.length === 0 ? null : { ...table, columns, state, finder };
}

/** The beginning of the table as one of text has it. */
export const parquetStart = (path: string, { columns, sample }: ParquetTableStart): TableStart => ({
  path,
  shape: { delimiter: null, decimalComma: false, hasHeader: true, columns },
  sample,
});

/**
 * Pictures in the rows themselves come before those that are named, unless a mapping wants these; what shows the middle is
 * the default.
 */
export function withHeldPictures(named: TableColumns, { columns }: TableShape, start: ParquetTableStart): TableColumns {
  const held = start.pictures.map(({ column }) => column);
  const isHeld = (image: number): boolean => held.includes(columns[image] ?? '');
  if (!named.guessed.images)
    return named.images.some(isHeld) ? { ...named, images: named.images.filter(isHeld) } : named;
  if (held.length === 0) return named;
  const isMiddle = (name: string): number => Number(/cent|front|middle/i.test(name));
  const images = held
    .sort((one, other) => isMiddle(other) - isMiddle(one))
    .slice(0, maxCameras)
    .map((column) => columns.indexOf(column));
  return { ...named, images };
}

const maxCameras = 16;
