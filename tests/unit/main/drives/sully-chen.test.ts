import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { makeSullyChen, temporaryFolder, tinyJpeg, writeFiles } from '../../../support/make-drive.ts';
import { realData } from '../../../support/real-data.ts';
import { listTexts, textAt } from '../../../../shared/texts.ts';

test('degrees, and milliseconds without leading zeros', async () => {
  using folder = temporaryFolder();
  makeSullyChen(folder.path);
  const { info, columns } = await openDrive(folder.path);
  expect(info).toMatchObject({
    format: 'sully-chen',
    frameCount: 3,
    timeSpanSecs: 0.12,
    steering: { unit: 'deg', min: -12.5, max: 3.25 },
    columns: [],
    problems: [],
  });
  // 44:900, 44:960, 45:20, of which the last means 45.020 s.
  expect([...columns.timeSecs!]).toEqual([0, 0.06, 0.12]);
  expect([...columns.logRow]).toEqual([1, 2, 3]);
});

test('a log without time, under another name, with pictures elsewhere', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    'angles.txt': '0.jpg 1.5\r\n1.jpg\t-2\r\n',
    'data/0.jpg': tinyJpeg(),
    'data/1.jpg': tinyJpeg(),
  });
  const { info, columns } = await openDrive(join(folder.path, 'angles.txt'));
  expect(info).toMatchObject({ frameCount: 2, timeSpanSecs: null, steering: { unit: 'deg', min: -2, max: 1.5 } });
  expect(listTexts(columns.image)).toEqual(['data/0.jpg', 'data/1.jpg']);
});

test('torn lines and lost pictures have their places', async () => {
  using folder = temporaryFolder();
  makeSullyChen(folder.path);
  writeFiles(folder.path, {
    'data.txt': [
      '0.jpg 0.5,2018-07-01 17:09:44:912',
      '',
      '1.jpg',
      '1.jpg 0.1.jpg 0.5',
      '\0\0\0\0',
      'x'.repeat(2_000_000),
      `${'a.'.repeat(400)} 1`,
      '../../etc/passwd 3',
      '2.jpg 7,2018-07-01 17:09:45:12',
      '9.jpg 7,2018-07-01 17:09:45:13',
      '1.jpg -3',
      '1.jpg 4,2018-07-01 17:0',
    ].join('\n'),
  });
  const { info, columns } = await openDrive(folder.path);
  expect([...columns.logRow]).toEqual([1, 9, 11]);
  expect([...columns.timeSecs!]).toEqual([0, 0.1, Number.NaN]);
  expect(info.problems.map(({ code, place }) => [code, place])).toEqual([
    ['row-torn', 'data.txt line 3'],
    ['row-torn', 'data.txt lines 5 to 8'],
    ['row-torn', 'data.txt line 12'],
    ['image-missing', 'data.txt line 4'],
    ['image-missing', 'data.txt line 10'],
  ]);
});

const martin = realData('drives', 'sully_martin', 'data', 'sample_dataset');
test.skipIf(martin === null)('a real log: 63825 lines, of which 300 to 399 have pictures', async () => {
  const { info, columns } = await openDrive(martin!);
  expect(info).toMatchObject({ format: 'sully-chen', recordCount: 63825, frameCount: 100 });
  expect(info.steering).toEqual({ unit: 'deg', positive: 'right', straight: 0, min: -7.87, max: 2.32 });
  expect(99 / info.timeSpanSecs!).toBeCloseTo(19, 0);
  expect(textAt(columns.image, 0)).toBe('300.jpg');
  expect(info.problems.map(({ code, place }) => [code, place])).toEqual([
    ['image-missing', 'data.txt lines 1 to 300'],
    ['image-missing', 'data.txt lines 401 to 63825'],
  ]);
});
