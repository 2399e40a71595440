import { parquetMetadataAsync, type AsyncBuffer, type Compressors, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { DamagedContainer } from './damaged-container.ts';
import { FileRanges } from './file-ranges.ts';

/** A day at 100 Hz. */
const maxRows = 8_640_000;
/** Writers close a page after one megabyte, or after a batch of large values. */
const maxPageBytes = 64 * 1024 * 1024;

/** The library believes what a page claims to unpack to. */
export const boundedCompressors: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (bytes: Uint8Array, length: number) => {
      if (length > maxPageBytes) throw new DamagedContainer(`a page claims to unpack to ${length} bytes`);
      return unpack(bytes, length);
    },
  ]),
);

/** A Parquet file open for reading, as the library takes it. */
export interface ParquetFile {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly rowCount: number;
}

/** Runs `work` on an open file. @throws DamagedContainer and whatever the library throws of damaged files. */
export async function useParquet<Result>(
  path: string,
  work: (parquet: ParquetFile) => Promise<Result>,
): Promise<Result> {
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
    return await work({ file, metadata, rowCount });
  } finally {
    await ranges.close();
  }
}
