import { parquetReadObjects } from 'hyparquet';
import { boundedCompressors, type ParquetFile } from './parquet-file.ts';
import { isPictureStart } from './picture-start.ts';

/** What a Parquet file holds, by its first rows: cells are text, as in a table of text. */
export interface ParquetTableStart {
  readonly rowCount: number;
  readonly columns: readonly string[];
  /** In the order of `columns`. */
  readonly sample: readonly (readonly string[])[];
  /** Columns that hold pictures themselves, and how many rows hold none as far as the file says. */
  readonly pictures: readonly { readonly column: string; readonly missing: number }[];
  /** Rows that lie together, in order. */
  readonly groups: readonly { readonly start: number; readonly count: number }[];
}

/** Rows looked at to recognise a table. */
const sampleRows = 64;
/** Wider tables are read as far as this. */
const maxColumns = 1024;
/** Longer lists are no columns to plot. */
const maxElements = 16;
const maxDepth = 3;
const maxCellLength = 4096;
/** Of the values that are there. */
const minPictures = 0.6;

/** A value of any type that a column of Parquet can have. */
type Row = Readonly<Record<string, unknown>>;

export async function readTableStart(parquet: ParquetFile): Promise<ParquetTableStart> {
  const { metadata, rowCount } = parquet;
  let start = 0;
  const groups = metadata.row_groups.map(({ num_rows }) => {
    const group = { start, count: Number(num_rows) };
    start += group.count;
    return group;
  });
  const names = [
    ...new Set(metadata.row_groups[0]?.columns.map(({ meta_data }) => meta_data?.path_in_schema[0] ?? '')),
  ];
  const rows = await readRows(parquet, names.slice(0, maxColumns), 0, Math.min(sampleRows, groups[0]?.count ?? 0));
  const pictures = names.filter((name) => {
    const values = rows.map((row) => pictureBytes(row[name])).filter((bytes) => bytes !== null);
    return values.length > 0 && values.filter(isPictureStart).length >= values.length * minPictures;
  });
  const cells = rows.map((row) => cellsOf(row, pictures));
  const columns = [...new Set([...pictures, ...cells.flatMap((row) => [...row.keys()])])].slice(0, maxColumns);
  return {
    rowCount,
    columns,
    sample: cells.map((row) => columns.map((column) => row.get(column) ?? '')),
    pictures: pictures.map((column) => ({ column, missing: missingIn(parquet, column) })),
    groups,
  };
}

/** The cells of rows, in the order of `columns`. @param pictures columns that are left empty. */
export async function readCells(
  parquet: ParquetFile,
  columns: readonly string[],
  pictures: readonly string[],
  start: number,
  count: number,
): Promise<readonly (readonly string[])[]> {
  const present = new Set(parquet.metadata.row_groups[0]?.columns.map((column) => column.meta_data?.path_in_schema[0]));
  const names = [...present].filter((name) => name !== undefined && !pictures.includes(name)) as string[];
  const wanted = names.filter((name) => columns.some((column) => column === name || column.startsWith(`${name}.`)));
  const rows = await readRows(parquet, wanted, start, count);
  return rows.map((row) => {
    const cells = cellsOf(row, pictures);
    return columns.map((column) => cells.get(column) ?? '');
  });
}

/** The values of a column that holds pictures; null where a row has none. */
export async function readPictures(
  parquet: ParquetFile,
  column: string,
  start: number,
  count: number,
): Promise<readonly (Uint8Array | null)[]> {
  const rows = await readRows(parquet, [column], start, count);
  return rows.map((row) => pictureBytes(row[column]));
}

async function readRows(
  { file, metadata }: ParquetFile,
  columns: string[],
  start: number,
  count: number,
): Promise<Row[]> {
  if (columns.length === 0) return Array.from({ length: count }, () => ({}));
  return await parquetReadObjects({
    ...{ file, metadata, columns, rowStart: start, rowEnd: start + count },
    compressors: boundedCompressors,
    // What is text says so; what does not may be a picture.
    utf8: false,
    useOffsetIndex: true,
  });
}

/** Bytes as they are, or with a path beside them, as Hugging Face's data sets hold pictures. */
function pictureBytes(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'object' || value === null || !('bytes' in value)) return null;
  return value.bytes instanceof Uint8Array ? value.bytes : null;
}

function cellsOf(row: Row, pictures: readonly string[]): Map<string, string> {
  const cells = new Map<string, string>();
  for (const [name, value] of Object.entries(row)) if (!pictures.includes(name)) addCells(name, value, maxDepth, cells);
  return cells;
}

function addCells(name: string, value: unknown, depth: number, cells: Map<string, string>): void {
  if (cells.size >= maxColumns || value === null || value === undefined) return;
  if (typeof value === 'string') cells.set(name, value.slice(0, maxCellLength));
  else if (typeof value === 'number' || typeof value === 'bigint')
    cells.set(name, Number.isNaN(value) ? '' : String(value));
  else if (typeof value === 'boolean') cells.set(name, String(Number(value)));
  else if (value instanceof Date) cells.set(name, Number.isNaN(value.getTime()) ? '' : value.toISOString());
  else if (value instanceof Uint8Array || depth === 0) return;
  else if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const elements = Array.from(value as ArrayLike<unknown>);
    if (elements.length <= maxElements)
      for (const [index, element] of elements.entries()) addCells(`${name}.${index}`, element, depth - 1, cells);
  } else if (typeof value === 'object') {
    // Of a picture that lies elsewhere only its path is known.
    const { bytes, path, ...others } = value as Row;
    if (bytes === null && typeof path === 'string') cells.set(name, path.slice(0, maxCellLength));
    else
      for (const [key, inner] of Object.entries({ ...others, path }))
        addCells(`${name}.${key}`, inner, depth - 1, cells);
  }
}

/** Rows without a picture, by the statistics that writers put beside the pages; 0 where there are none. */
function missingIn({ metadata }: ParquetFile, name: string): number {
  let missing = 0;
  for (const { columns } of metadata.row_groups)
    for (const { meta_data } of columns) {
      const [top, inner] = meta_data?.path_in_schema ?? [];
      if (top === name && (inner === undefined || inner === 'bytes'))
        missing += Number(meta_data?.statistics?.null_count ?? 0);
    }
  return missing;
}
