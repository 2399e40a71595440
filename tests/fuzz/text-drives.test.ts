import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDrive } from '../../main/drives/registry.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import {
  makeChallengeExport,
  makeImageTable,
  makeSullyChen,
  makeTub,
  makeTubV1,
  makeUdacityDrive,
  temporaryFolder,
} from '../support/make-drive.ts';
import { mutate, seededRandom } from './mutate.ts';

/** Logs of text, by the file that is damaged. */
const logs: readonly (readonly [log: string, make: (folder: string) => unknown])[] = [
  ['driving_log.csv', makeUdacityDrive],
  ['catalog_0.catalog', makeTub],
  ['record_2.json', makeTubV1],
  ['data.txt', makeSullyChen],
  ['interpolated.csv', makeChallengeExport],
  ['log.csv', makeImageTable],
  [
    'log.jsonl',
    (folder) =>
      makeImageTable(
        folder,
        [...'abc']
          .map((letter, time) => JSON.stringify({ image: `frames/${letter}.jpg`, time, steer: 0.5 }))
          .join('\n'),
        'log.jsonl',
      ),
  ],
  [
    'log.csv.steerscope-drive.json',
    (folder) => {
      makeImageTable(folder);
      const mapping = { images: ['image'], steering: { column: 'speed', unit: 'deg', centre: 90 } };
      writeFileSync(join(folder, 'log.csv.steerscope-drive.json'), JSON.stringify(mapping));
    },
  ],
];
const casesPerLog = Number(process.env['STEERSCOPE_FUZZ_CASES'] ?? 40);

test.each(logs)('%s, damaged, opens with problems or is refused', { timeout: 600_000 }, async (log, make) => {
  using folder = temporaryFolder();
  make(folder.path);
  const whole = readFileSync(join(folder.path, log));
  for (let seed = 0; seed < casesPerLog; seed += 1) {
    writeFileSync(join(folder.path, log), mutate(whole, seededRandom(seed)));
    const start = performance.now();
    const drive = await openDrive(folder.path).catch((thrown: unknown) => {
      // Anything else is a crash.
      if (thrown instanceof SteerscopeError && thrown.code !== 'internal') return null;
      throw new Error(`Seed ${seed}`, { cause: thrown });
    });
    expect(performance.now() - start, `seed ${seed}`).toBeLessThan(5000);
    if (drive === null) continue;
    const { frameCount, columns } = drive.info;
    expect(frameCount).toBeGreaterThan(0);
    for (const column of [drive.columns.logRow, ...Object.values(drive.columns.numeric)])
      expect(column, `seed ${seed}`).toHaveLength(frameCount);
    expect(new Set(Object.keys(drive.columns.numeric)), `seed ${seed}`).toEqual(new Set(columns));
    drive.dispose();
  }
});
