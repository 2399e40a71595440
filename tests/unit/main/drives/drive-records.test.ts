import { expect, test } from 'vitest';
import type { DriveRecord } from '../../../../main/drives/drive-record.ts';
import { DriveRecords } from '../../../../main/drives/drive-records.ts';
import { listTexts } from '../../../../shared/texts.ts';

const record = (index: number, parts: Partial<DriveRecord> = {}): DriveRecord => ({
  ...{ file: 'log.csv', line: index + 2, logRow: index + 1, timeMs: index * 50, steering: index / 1000 },
  ...{ numbers: [index, Number.NaN], named: `IMG/${index}.jpg` },
  pictures: [{ folder: '/drive/IMG', name: `${index}.jpg` }, null],
  ...parts,
});

test('thousands of records come back by column, in their order', () => {
  const records = new DriveRecords(2, 2);
  for (let index = 0; index < 3000; index++) records.add(record(index));
  expect(records.length).toBe(3000);
  expect([records.timeMs[2999], records.steering[2999], records.logRow[2999]]).toEqual([149_950, 2.999, 3000]);
  expect([records.numbers(0)[2999], records.numbers(1)[2999]]).toEqual([2999, Number.NaN]);
  expect(records.told(2999)).toEqual({ file: 'log.csv', line: 3001, named: 'IMG/2999.jpg' });
  expect(records.picture(2999, 0)).toEqual({ folder: '/drive/IMG', name: '2999.jpg' });
  expect([records.picture(2999, 1), records.hasPicture(0, 0), records.hasPicture(0, 1)]).toEqual([null, true, false]);
  expect(records.sessionOf(0)).toBeUndefined();
});

test('the pictures of some records, folders told once', () => {
  const records = new DriveRecords(1, 0);
  for (const [index, folder] of ['/a', '/b', null, '/a'].entries())
    records.add(record(index, { pictures: [folder === null ? null : { folder, name: `${index}.jpg` }] }));
  const { folders, folderOf, names } = records.pictures(0, Int32Array.of(1, 2, 3));
  expect(folders).toEqual(['/a', '/b']);
  expect([...folderOf]).toEqual([1, -1, 0]);
  expect(listTexts(names)).toEqual(['1.jpg', '', '3.jpg']);
});

test('the last records can be left out', () => {
  const records = new DriveRecords(1, 1);
  for (let index = 0; index < 5; index++) records.add(record(index, { session: 'night' }));
  records.shorten(3);
  expect([records.length, records.timeMs.length, records.numbers(0).length]).toEqual([3, 3, 3]);
  expect(records.sessionOf(2)).toBe('night');
  expect(listTexts(records.pictures(0, Int32Array.of(0, 1, 2)).names)).toEqual(['0.jpg', '1.jpg', '2.jpg']);
});
