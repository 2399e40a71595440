import { parentPort } from 'node:worker_threads';
import { parquetMetadataAsync, parquetRead, type Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { DamagedContainer } from './damaged-container.ts';
import { FileRanges } from './file-ranges.ts';
import type { NumberColumn, ParquetNumbers, ParquetReply, ParquetRequest } from './parquet-columns.ts';

/** A day at 100 Hz. */
const maxRows = 8_640_000;
/** Writers close a page after one megabyte. */
const maxPageBytes = 64 * 1024 * 1024;
/** Joints of a robot, or numbers of a lidar; longer lists are no columns to plot. */
const maxWidth = 64;

/** The library believes what a page claims to unpack to. */
const bounded: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (bytes: Uint8Array, length: number) => {
      if (length > maxPageBytes) throw new DamagedContainer(`a page claims to unpack to ${length} bytes`);
      return unpack(bytes, length);
    },
  ]),
);

async function read({ path, columns: wanted }: ParquetRequest): Promise<ParquetNumbers> {
  const ranges = await FileRanges.open(path);
  try {
    const file = {
      byteLength: ranges.size,
      slice: async (start: number, end = ranges.size): Promise<ArrayBuffer> =>
        (await ranges.read(start, end - start)).buffer,
    };
    const metadata = await parquetMetadataAsync(file);
    const rowCount = Number(metadata.num_rows);
    if (!(rowCount >= 0 && rowCount <= maxRows)) throw new DamagedContainer(`it claims ${rowCount} rows`);
    const present = new Set(metadata.row_groups[0]?.columns.map((column) => column.meta_data?.path_in_schema[0]));
    const columns = new Map<string, NumberColumn>();
    for (const name of wanted.filter((column) => present.has(column))) {
      const column = new ColumnFiller(rowCount);
      await parquetRead({
        file,
        metadata,
        columns: [name],
        compressors: bounded,
        onChunk: ({ columnData, rowStart }) => column.add(columnData, rowStart),
      });
      const filled = column.finish();
      if (filled !== null) columns.set(name, filled);
    }
    return { rowCount, columns };
  } finally {
    await ranges.close();
  }
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

parentPort?.on('message', (request: ParquetRequest) => {
  void read(request)
    .then(
      (numbers): ParquetReply => ({ numbers }),
      (thrown: unknown): ParquetReply => ({
        // The library names what it did not find `undefined`.
        error: (thrown instanceof Error ? thrown.message : String(thrown))
          .replaceAll('undefined', 'unknown')
          .slice(0, 200),
      }),
    )
    .then((reply) => parentPort?.postMessage(reply));
});
