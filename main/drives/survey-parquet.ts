import { stat } from 'node:fs/promises';
import type { DriveSurvey } from '../../shared/drive-survey.ts';
import { DamagedContainer } from '../containers/damaged-container.ts';
import type { ParquetReader } from '../containers/parquet-columns.ts';
import type { ParquetTableStart } from '../containers/parquet-table.ts';
import type { OpenDriveOptions } from './drive-format.ts';
import { parquetFiles, parquetStart, withHeldPictures } from './find-parquet.ts';
import { withParquet } from './parquet-table.ts';
import { mapTable, surveyTable, type MappedTable } from './survey-table.ts';
import type { TableRow } from './table-rows.ts';

const rowsPerTurn = 2000;

/** The first Parquet table at a path; null where there is none that can be read. */
export async function surveyParquet(
  path: string,
  options: OpenDriveOptions,
): Promise<Omit<DriveSurvey, 'path' | 'kind' | 'tables'> | null> {
  return await withParquet(path, async (reader) => {
    for (const file of await parquetFiles(path)) {
      try {
        return await surveyTable(await mapParquet(file, reader, options), [], options);
      } catch (thrown) {
        if (!(thrown instanceof DamagedContainer)) throw thrown;
      }
    }
    return null;
  });
}

async function mapParquet(path: string, reader: ParquetReader, options: OpenDriveOptions): Promise<MappedTable> {
  const start = await reader.start(path, options.signal);
  const { size } = await stat(path);
  const table = await mapTable(parquetStart(path, start), null);
  return {
    ...table,
    columns: withHeldPictures(table.columns, table.shape, start),
    pictures: start.pictures.map(({ column }) => column),
    rows: ({ signal }) => rowsOf(path, size, start, reader, signal),
  };
}

async function* rowsOf(
  path: string,
  sizeBytes: number,
  { columns, pictures, groups }: ParquetTableStart,
  reader: ParquetReader,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly TableRow[]> {
  const left = pictures.map(({ column }) => column);
  for (const group of groups)
    for (let first = 0; first < group.count; first += rowsPerTurn) {
      const count = Math.min(rowsPerTurn, group.count - first);
      const request = { path, columns, pictures: left, start: group.start + first, count };
      const rows = await reader.cells(request, sizeBytes, signal);
      yield rows.map((cells, index) => ({ line: group.start + first + index + 1, cells }));
    }
}
