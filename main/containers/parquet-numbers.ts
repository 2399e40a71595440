import { parquetRead } from 'hyparquet';
import type { NumberColumn, ParquetNumbers } from './parquet-columns.ts';
import { boundedCompressors, type ParquetFile } from './parquet-file.ts';

/** Joints of a robot, or numbers of a lidar; longer lists are no columns to plot. */
const maxWidth = 64;

/** The numbers in some columns; those that hold none are left out. */
export async function readNumbers(
  { file, metadata, rowCount }: ParquetFile,
  wanted: readonly string[],
): Promise<ParquetNumbers> {
  const present = new Set(metadata.row_groups[0]?.columns.map((column) => column.meta_data?.path_in_schema[0]));
  const columns = new Map<string, NumberColumn>();
  for (const name of wanted.filter((column) => present.has(column))) {
    const column = new ColumnFiller(rowCount);
    await parquetRead({
      file,
      metadata,
      columns: [name],
      compressors: boundedCompressors,
      onChunk: ({ columnData, rowStart }) => column.add(columnData, rowStart),
    });
    const filled = column.finish();
    if (filled !== null) columns.set(name, filled);
  }
  return { rowCount, columns };
}

/** Gathers a column, chunk by chunk, as wide as its first row. */
class ColumnFiller {
  readonly #rowCount: number;
  #width = 0;
  #values = new Float64Array();

  constructor(rowCount: number) {
    this.#rowCount = rowCount;
  }

  add(rows: ArrayLike<unknown>, start: number): void {
    for (let index = 0; index < rows.length && start + index < this.#rowCount; index += 1) {
      const value = rows[index];
      const list =
        Array.isArray(value) || ArrayBuffer.isView(value) ? (value as unknown as ArrayLike<unknown>) : [value];
      if (this.#width === 0) {
        if (list.length === 0 || list.length > maxWidth || Number.isNaN(numberOf(list[0]))) continue;
        this.#width = list.length;
        this.#values = new Float64Array(this.#width * this.#rowCount).fill(Number.NaN);
      }
      for (let element = 0; element < this.#width; element += 1)
        this.#values[(start + index) * this.#width + element] = numberOf(list[element]);
    }
  }

  finish(): NumberColumn | null {
    return this.#width === 0 ? null : { width: this.#width, values: this.#values };
  }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? Number(value)
    : Number.NaN;
}
