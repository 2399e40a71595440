import { symlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import {
  makeTubV1,
  temporaryFolder,
  tinyJpeg,
  tubV1Image,
  tubV1Record,
  writeFiles,
} from '../../../support/make-drive.ts';
import { realData } from '../../../support/real-data.ts';
import { textAt } from '../../../../shared/texts.ts';

test('samples by column, in the order of the numbers', async () => {
  using folder = temporaryFolder();
  const angles = Array.from({ length: 11 }, (_, index) => index / 10);
  const { info, columns } = await openDrive(makeTubV1(folder.path, angles));
  expect(info).toMatchObject({
    recordCount: 11,
    frameCount: 11,
    timeSpanSecs: 0.5,
    steering: { unit: 'normalised', min: 0, max: 1 },
    cameras: ['cam/image_array'],
    columns: ['user/throttle'],
    problems: [],
  });
  expect([...columns.logRow]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect([...columns.steering!]).toEqual(angles);
  expect(columns.timeSecs![10]).toBe(0.5);
  expect(textAt(columns.image, 9)).toBe(tubV1Image(10));
});

test.each(['meta.json', 'record_2.json'])('its %s can be opened', async (name) => {
  using folder = temporaryFolder();
  makeTubV1(folder.path);
  expect((await openDrive(join(folder.path, name))).info).toMatchObject({ format: 'donkey-tub-v1', frameCount: 3 });
});

test.each([
  ['none', {}, null],
  ['seconds since 1970', { _timestamp: 1_588_659_604.25 }, 0],
  ['a date', { timestamp: '2018-07-01T17:09:44.912Z' }, 0],
])('a tub with time as %s', async (_, time, timeSpanSecs) => {
  using folder = temporaryFolder();
  makeTubV1(folder.path, [0]);
  writeFiles(folder.path, { 'record_1.json': tubV1Record(1, 0, time) });
  expect((await openDrive(folder.path)).info.timeSpanSecs).toBe(timeSpanSecs);
});

test('seconds become milliseconds', async () => {
  using folder = temporaryFolder();
  makeTubV1(folder.path, [0, 0]);
  writeFiles(folder.path, {
    'record_1.json': tubV1Record(1, 0, { _timestamp: 1_588_659_604.25 }),
    'record_2.json': tubV1Record(2, 0, { _timestamp: 1_588_659_604.375 }),
  });
  expect((await openDrive(folder.path)).info.timeSpanSecs).toBe(0.125);
});

test('missing numbers, torn records and lost pictures have their places', async () => {
  using folder = temporaryFolder();
  makeTubV1(
    folder.path,
    Array.from({ length: 9 }, () => 0),
  );
  for (const name of ['record_2.json', 'record_3.json', tubV1Image(5)]) rmSync(join(folder.path, name));
  writeFiles(folder.path, {
    'record_6.json': tubV1Record(6, 0).slice(0, -20),
    'record_7.json': '\0'.repeat(100),
    'record_8.json': `"${'x'.repeat(100_000)}"`,
    [tubV1Image(9)]: '',
    'record_10.json': tubV1Record(10, 0, { 'cam/image_array': '../1.jpg' }),
    'record_11.json': '[]',
  });
  const { info, columns } = await openDrive(folder.path);
  expect([...columns.logRow]).toEqual([1, 4]);
  expect(info.recordCount).toBe(5);
  expect(info.problems.map(({ code, place, frame }) => [code, place, frame])).toEqual([
    ['row-torn', 'record_6.json to record_8.json', null],
    ['row-torn', 'record_11.json', null],
    ['index-gap', 'record_4.json', 1],
    ['index-gap', 'record_9.json', null],
    ['image-missing', 'record_5.json', null],
    ['image-empty', 'record_9.json', null],
    ['image-missing', 'record_10.json', null],
  ]);
  expect(info.problems[2]!.message).toContain('records 2 to 3');
});

test('a link that leads nowhere is a torn record', async () => {
  using folder = temporaryFolder();
  makeTubV1(folder.path, [0]);
  symlinkSync('nowhere', join(folder.path, 'record_2.json'));
  symlinkSync('record_3.json', join(folder.path, 'record_3.json'));
  expect((await openDrive(folder.path)).info.problems).toMatchObject([
    { code: 'row-torn', place: 'record_2.json to record_3.json' },
  ]);
});

test('a tub of damaged records only is empty', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { 'record_1.json': '{', '1.jpg': tinyJpeg() });
  await expect(openDrive(folder.path)).rejects.toMatchObject({ code: 'empty-drive' });
});

const palevich = realData('drives', 'donkey_tubv1_palevich', 'tub_1_20-05-04');
test.skipIf(palevich === null)('a real tub', async () => {
  const { info, columns } = await openDrive(palevich!);
  expect(info).toMatchObject({ format: 'donkey-tub-v1', recordCount: 1000, frameCount: 1000 });
  expect(info.steering!.unit).toBe('normalised');
  expect(info.steering!.min).toBeCloseTo(-0.766, 3);
  expect(info.steering!.max).toBe(1);
  // 20 records a second.
  expect(info.timeSpanSecs).toBeGreaterThan(49);
  expect(info.timeSpanSecs).toBeLessThan(52);
  expect([columns.logRow[0], columns.logRow[999]]).toEqual([1, 1000]);
});
