import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { DamagedContainer } from '../../../../main/containers/damaged-container.ts';
import { ParquetReader } from '../../../../main/containers/parquet-columns.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

/** Twice the length of a run: 2^28 values, of which the library writes every one. */
const endlessRun = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x02]);
/** A run that says which of three values are there, written bit by bit. */
const levelBytes = 2;
/** Filling all memory takes seconds, and more on a busy machine. */
const patienceMs = 60_000;

test(
  'a file that fills all memory ends its own process alone, and the next one is read',
  async () => {
    using folder = temporaryFolder();
    const [sound, endless] = [join(folder.path, 'sound.parquet'), join(folder.path, 'endless.parquet')];
    const columnData = [{ name: 'speed', data: [1, null, 3], type: 'DOUBLE' as const }];
    const bytes = Buffer.from(parquetWriteBuffer({ columnData, codec: 'UNCOMPRESSED' }));
    writeFileSync(sound, bytes);
    const values = bytes.indexOf(Buffer.from(Float64Array.of(1, 3).buffer));
    endlessRun.copy(bytes, values - levelBytes);
    writeFileSync(endless, bytes);

    const reader = new ParquetReader(patienceMs);
    try {
      await expect(reader.read({ path: endless, columns: ['speed'] }, bytes.length)).rejects.toThrow(
        new DamagedContainer('it holds more than fits into memory'),
      );
      const { rowCount, columns } = await reader.read({ path: sound, columns: ['speed'] }, bytes.length);
      expect(rowCount).toBe(3);
      expect([...columns.get('speed')!.values]).toEqual([1, Number.NaN, 3]);
    } finally {
      reader.close();
    }
  },
  patienceMs,
);
