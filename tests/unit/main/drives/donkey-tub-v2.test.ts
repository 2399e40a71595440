import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { makeTub, temporaryFolder, tinyJpeg, tubImage, tubLine, writeFiles } from '../../../support/make-drive.ts';
import { realData } from '../../../support/real-data.ts';
import { textAt } from '../../../../shared/texts.ts';

test('samples by column', async () => {
  using folder = temporaryFolder();
  const { info, columns } = await openDrive(makeTub(folder.path, { angles: [0, -0.25, 0.5] }));
  expect(info).toMatchObject({
    recordCount: 3,
    frameCount: 3,
    timeSpanSecs: 0.1,
    steering: { unit: 'normalised', min: -0.25, max: 0.5 },
    cameras: ['cam/image_array'],
    columns: ['user/throttle'],
    sessions: [],
    problems: [],
  });
  expect([...columns.timeSecs!]).toEqual([0, 0.05, 0.1]);
  expect([...columns.steering!]).toEqual([0, -0.25, 0.5]);
  expect([...columns.logRow]).toEqual([0, 1, 2]);
  expect(textAt(columns.image, 2)).toBe(`images/${tubImage(2)}`);
});

test('sessions begin where the records say so', async () => {
  using folder = temporaryFolder();
  makeTub(folder.path, { angles: [0, 0, 0, 0] });
  const lines = ['21-08-12_0', '21-08-12_0', '21-08-12_3', '21-08-12_3'].map((session, index) =>
    JSON.stringify({ ...(JSON.parse(tubLine(index, 0)) as object), _session_id: session }),
  );
  writeFiles(folder.path, { 'catalog_0.catalog': `${lines.join('\n')}\n` });
  rmSync(join(folder.path, 'images', tubImage(2)));
  expect((await openDrive(folder.path)).info.sessions).toEqual([
    { name: '21-08-12_0', firstFrame: 0 },
    { name: '21-08-12_3', firstFrame: 2 },
  ]);
});

test('the manifest itself can be opened', async () => {
  using folder = temporaryFolder();
  makeTub(folder.path);
  expect((await openDrive(join(folder.path, 'manifest.json'))).info.frameCount).toBe(3);
});

test('records marked as deleted stay, marked', async () => {
  using folder = temporaryFolder();
  const { info, columns } = await openDrive(makeTub(folder.path, { deleted: [1, 77] }));
  expect(info).toMatchObject({ recordCount: 3, frameCount: 3, columns: ['user/throttle', 'deleted'] });
  expect([...columns.numeric['deleted']!]).toEqual([0, 1, 0]);
  expect(info.problems).toMatchObject([
    { severity: 'info', code: 'records-deleted', message: expect.stringContaining('1 of 3 records') },
  ]);
});

test('catalogs come in the order of the manifest, and what macOS left beside them is no catalog', async () => {
  using folder = temporaryFolder();
  makeTub(folder.path, { manifest: { paths: ['catalog_0.catalog', 'catalog_10.catalog'] } });
  writeFiles(folder.path, {
    'catalog_10.catalog': `${tubLine(3, 1)}\r\n`,
    [`images/${tubImage(3)}`]: tinyJpeg(),
    '._catalog_0.catalog': Uint8Array.of(0, 5, 22, 7, 0, 2, 0, 0),
    [`images/._${tubImage(3)}`]: 'junk',
  });
  const { info, columns } = await openDrive(folder.path);
  expect([...columns.logRow]).toEqual([0, 1, 2, 3]);
  expect(info.problems).toEqual([]);
});

test('torn lines, NUL bytes and half records glued to whole ones are skipped with their places', async () => {
  using folder = temporaryFolder();
  makeTub(folder.path, { angles: [0, 0, 0, 0, 0, 0, 0] });
  const glued = tubLine(3, 0).slice(0, 40) + tubLine(4, 0);
  writeFiles(folder.path, {
    'catalog_0.catalog': [
      tubLine(0, 0),
      '\0'.repeat(9) + tubLine(1, 0),
      tubLine(2, 0),
      glued,
      tubLine(5, 0),
      '[1, 2]',
      tubLine(6, 0).slice(0, -9),
    ].join('\n'),
  });
  const { info, columns } = await openDrive(folder.path);
  expect(info).toMatchObject({ recordCount: 3, frameCount: 3 });
  expect([...columns.logRow]).toEqual([0, 2, 5]);
  expect(info.problems.map(({ code, place, frame }) => [code, place, frame])).toEqual([
    ['row-torn', 'catalog_0.catalog line 2', null],
    ['row-torn', 'catalog_0.catalog line 4', null],
    ['row-torn', 'catalog_0.catalog lines 6 to 7', null],
    ['index-gap', 'catalog_0.catalog line 3', 1],
    ['index-gap', 'catalog_0.catalog line 5', 2],
  ]);
  expect(info.problems[0]!.message).toMatch(/9 of them NUL, with record 1 behind the damage/);
  expect(info.problems[1]!.message).toMatch(/with record 4 behind the damage/);
  expect(info.problems[3]!.message).toMatch(/: record 1$/);
  expect(info.problems[4]!.message).toMatch(/: records 3 to 4$/);
});

test('missing and empty pictures and numbers', async () => {
  using folder = temporaryFolder();
  makeTub(folder.path, { angles: [0, 0.1, 0.2, 0.3, 0.4] });
  rmSync(join(folder.path, 'images', tubImage(1)));
  rmSync(join(folder.path, 'images', tubImage(2)));
  writeFiles(folder.path, {
    [`images/${tubImage(3)}`]: '',
    'catalog_0.catalog':
      [0, 1, 2, 3].map((index) => `${tubLine(index, index / 10)}\n`).join('') +
      `{"_index": 4, "cam/image_array": "${tubImage(4)}", "pilot/angle": 0.75}\n{"_index": 5}\n`,
  });
  const { info, columns } = await openDrive(folder.path);
  expect(info).toMatchObject({ recordCount: 6, frameCount: 2, timeSpanSecs: 0 });
  expect(info.problems.map(({ code, place }) => [code, place])).toEqual([
    ['image-missing', 'catalog_0.catalog lines 2 to 3'],
    ['image-empty', 'catalog_0.catalog line 4'],
    ['image-not-named', 'catalog_0.catalog line 6'],
  ]);
  expect([...columns.steering!]).toEqual([0, Number.NaN]);
  expect([...columns.timeSecs!]).toEqual([0, Number.NaN]);
  expect([...columns.numeric['pilot/angle']!]).toEqual([Number.NaN, 0.75]);
});

test('pictures are looked for in the tub only', async () => {
  using folder = temporaryFolder();
  makeTub(join(folder.path, 'tub'), { angles: [0] });
  writeFiles(folder.path, {
    'outside.jpg': tinyJpeg(),
    'tub/catalog_0.catalog': `${tubLine(0, 0)}\n{"_index": 1, "cam/image_array": "../../outside.jpg"}\n`,
  });
  const { info } = await openDrive(join(folder.path, 'tub'));
  expect(info.frameCount).toBe(1);
  expect(info.problems).toMatchObject([{ code: 'image-missing', place: 'catalog_0.catalog line 2' }]);
});

test.each([
  ['missing', null, 'The manifest is missing'],
  ['cut short', '["cam/image_array"]\n["image_', 'The manifest lists no catalogs'],
  ['without paths', '[]\n{"deleted_indexes": [0]}\n', 'The manifest lists no catalogs'],
])('a manifest that is %s costs no frame', async (_, manifest, message) => {
  using folder = temporaryFolder();
  makeTub(folder.path);
  if (manifest === null) rmSync(join(folder.path, 'manifest.json'));
  else writeFiles(folder.path, { 'manifest.json': manifest });
  const { info } = await openDrive(folder.path);
  expect(info.frameCount).toBe(3);
  expect(info.problems).toContainEqual(
    expect.objectContaining({ code: 'manifest-damaged', message: expect.stringContaining(message) }),
  );
});

test('catalogs that the manifest does not list, or that are gone, are named', async () => {
  using folder = temporaryFolder();
  makeTub(folder.path, { manifest: { paths: ['catalog_0.catalog', 'catalog_1.catalog'] } });
  writeFiles(folder.path, { 'catalog_2.catalog': `${tubLine(9, 0)}\n` });
  const { info } = await openDrive(folder.path);
  expect(info.recordCount).toBe(3);
  expect(info.problems.map(({ code, message }) => [code, message.split(': ')[1]])).toEqual([
    ['catalog-missing', 'catalog_1.catalog'],
    ['catalog-not-listed', 'catalog_2.catalog'],
  ]);
});

test('an empty tub is refused in a sentence', async () => {
  using folder = temporaryFolder();
  makeTub(folder.path, { angles: [] });
  await expect(openDrive(folder.path)).rejects.toMatchObject({ code: 'empty-drive' });
});

test('a manifest.json of something else is no tub', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { 'manifest.json': '{"name": "some app"}' });
  await expect(openDrive(folder.path)).rejects.toMatchObject({ code: 'not-a-drive' });
});

const upstream = realData('drives', 'donkey_tubv2_upstream_tests', 'tub');
test.skipIf(upstream === null)("donkeycar's own test tub: 1000 frames", async () => {
  const { info } = await openDrive(upstream!);
  expect(info).toMatchObject({ recordCount: 1000, frameCount: 1000, problems: [] });
  expect(info.steering!.min).toBeCloseTo(-0.857, 3);
  expect(info.steering!.max).toBe(1);
});

const powerLoss = realData('drives', 'donkey_tubv2_cl3m3nt', 'data');
test.skipIf(powerLoss === null)('a tub damaged by power loss: 6806 good records, and all its damage', async () => {
  const { info, columns } = await openDrive(powerLoss!);
  // 600 pictures, 2300 to 2899; the records of 22 of them are lost in the torn line and the gap behind it.
  expect(info).toMatchObject({ recordCount: 6806, frameCount: 578, steering: { min: -1, max: 1 } });
  expect([columns.logRow[0], columns.logRow[577]]).toEqual([2300, 2899]);
  const placesOf = (wanted: string) => info.problems.filter(({ code }) => code === wanted).map(({ place }) => place);
  expect(placesOf('row-torn')).toEqual(['catalog_0.catalog line 745', 'catalog_2.catalog line 530']);
  expect(placesOf('index-gap')).toEqual([
    'catalog_0.catalog line 1', // the first record is 12
    'catalog_0.catalog line 746',
    'catalog_2.catalog line 531',
  ]);
  expect(placesOf('time-backwards')).toHaveLength(1);
  expect(info.problems.find(({ code }) => code === 'time-gap')!.message).toMatch('74286.49 s');
  expect(info.problems.find(({ code }) => code === 'records-deleted')!.message).toMatch('3041 of 6806');
  expect(columns.numeric['deleted']!.reduce((sum, value) => sum + value, 0)).toBe(273);
});

const corrupt = realData('drives', 'donkey_tubv2_cl3m3nt', 'data', 'img_corrupt');
test.skipIf(corrupt === null)('its 37 empty pictures, as a folder, are no drive', async () => {
  await expect(openDrive(corrupt!)).rejects.toMatchObject({
    code: 'no-image-found',
    message: expect.stringContaining('Of 37 pictures'),
  });
});
