import { DamagedContainer } from './damaged-container.ts';
import type { PictureRequest } from './parquet-columns.ts';
import { useParquet, type ParquetFile } from './parquet-file.ts';
import { readPictures } from './parquet-table.ts';

/** Neighbouring rows share pages, so the groups of rows last read stay. */
const maxKeptBytes = 128 * 1024 * 1024;

interface Group {
  readonly start: number;
  readonly pictures: readonly (Uint8Array | null)[];
  readonly bytes: number;
}

/** Pictures in Parquet files, by their rows. */
export class ParquetPictures {
  readonly #kept = new Map<string, Group>();
  #keptBytes = 0;

  /** The caller's own; null where the row has none. @throws DamagedContainer and what the library throws. */
  async read(request: PictureRequest): Promise<Uint8Array<ArrayBuffer> | null> {
    const { path, column, row, stamp } = request;
    const prefix = `${path}\0${column}\0${stamp}\0`;
    for (const [key, group] of this.#kept)
      if (key.startsWith(prefix) && row >= group.start && row < group.start + group.pictures.length) {
        this.#kept.delete(key);
        this.#kept.set(key, group);
        return copied(group, row);
      }
    const group = await useParquet(path, (parquet) => readGroup(parquet, column, row));
    this.#keep(`${prefix}${group.start}`, group);
    return copied(group, row);
  }

  #keep(key: string, group: Group): void {
    this.#kept.set(key, group);
    this.#keptBytes += group.bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#keptBytes <= maxKeptBytes || oldest === key) break;
      this.#kept.delete(oldest);
      this.#keptBytes -= bytes;
    }
  }
}

/** All rows that lie together with `row`; of very large groups that row alone. */
async function readGroup(parquet: ParquetFile, column: string, row: number): Promise<Group> {
  let start = 0;
  for (const { num_rows, columns } of parquet.metadata.row_groups) {
    const count = Number(num_rows);
    if (row >= start && row < start + count) {
      const unpackedBytes = columns
        .filter(({ meta_data }) => meta_data?.path_in_schema[0] === column)
        .reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0), 0);
      const isSmall = unpackedBytes <= maxKeptBytes;
      const [from, length] = isSmall ? [start, count] : [row, 1];
      const pictures = await readPictures(parquet, column, from, length);
      // Views of whole pages when they are not copied.
      const own = pictures.map((picture) => picture && new Uint8Array(picture));
      return { start: from, pictures: own, bytes: own.reduce((sum, picture) => sum + (picture?.length ?? 0), 0) };
    }
    start += count;
  }
  throw new DamagedContainer(`it has no row ${row}`);
}

function copied({ start, pictures }: Group, row: number): Uint8Array<ArrayBuffer> | null {
  const picture = pictures[row - start];
  return picture ? new Uint8Array(picture) : null;
}
