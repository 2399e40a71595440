import { expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { temporaryFolder, tinyJpeg, writeFiles } from '../../../support/make-drive.ts';

/** Frames 100 µs apart, and 7.5 ms: as one clock after another writes them. */
test.each([
  ['nanoseconds since 1970', ['1479424214877211770', '1479424214877311770', '1479424214884811770']],
  ['microseconds since 1970', ['1479424214877211', '1479424214877311', '1479424214884811']],
  ['seconds since 1970', ['1479424214.877211', '1479424214.877311', '1479424214.884811']],
  ['dates', ['2016-11-17 23:10:14.877211', '2016-11-17 23:10:14.877311', '2016-11-17 23:10:14.884811']],
])('a ten-thousandth of a second stays in %s', async (_, times) => {
  using folder = temporaryFolder();
  const rows = times.map((time, frame) => `${frame}.jpg,0.${frame},${time}\n`);
  writeFiles(folder.path, { 'log.csv': `image,steering,timestamp\n${rows.join('')}` });
  for (const frame of times.keys()) writeFiles(folder.path, { [`${frame}.jpg`]: tinyJpeg() });
  const secs = (await openDrive(folder.path)).columns.timeSecs!;
  expect(Math.abs(secs[1]! - 0.0001)).toBeLessThan(1e-6);
  expect(Math.abs(secs[2]! - 0.0076)).toBeLessThan(1e-6);
});

test('a fraction of a second in a data.txt is no whole number of milliseconds', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    'data.txt': '0.jpg 0,2018-07-01 17:09:44.912100\n1.jpg 1,2018-07-01 17:09:44.912350\n',
    '0.jpg': tinyJpeg(),
    '1.jpg': tinyJpeg(),
  });
  const { columns } = await openDrive(folder.path);
  expect(columns.timeSecs![1]).toBeCloseTo(0.00025, 6);
});
