import type { ParquetReply, ParquetRequest } from './parquet-columns.ts';
import { useParquet } from './parquet-file.ts';
import { readNumbers } from './parquet-numbers.ts';
import { ParquetPictures } from './parquet-pictures.ts';
import { readCells, readTableStart } from './parquet-table.ts';

/* The entry of a process of its own, see ParquetReader. */

const pictures = new ParquetPictures();

function answer(request: ParquetRequest): Promise<unknown> {
  if (request.task === 'picture') return pictures.read(request);
  return useParquet<unknown>(request.path, (parquet) => {
    switch (request.task) {
      case 'numbers':
        return readNumbers(parquet, request.columns);
      case 'start':
        return readTableStart(parquet);
      case 'cells':
        return readCells(parquet, request.columns, request.pictures, request.start, request.count);
    }
  });
}

process.on('message', (request) => {
  void answer(request as ParquetRequest)
    .then(
      (value): ParquetReply => ({ value }),
      (thrown: unknown): ParquetReply => ({
        // The library names what it did not find `undefined`.
        error: (thrown instanceof Error ? thrown.message : String(thrown))
          .replaceAll('undefined', 'unknown')
          .slice(0, 200),
      }),
    )
    .then((reply) => process.send?.(reply));
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit());
