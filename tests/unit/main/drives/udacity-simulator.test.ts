import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import {
  makeUdacityDrive,
  temporaryFolder,
  tinyJpeg,
  udacityHeader,
  udacityName,
  writeFiles,
} from '../../../support/make-drive.ts';
import { realData } from '../../../support/real-data.ts';
import { listTexts, textAt } from '../../../../shared/texts.ts';

test.each([true, false])('samples by column, header: %s', async (header) => {
  using folder = temporaryFolder();
  const { info, columns } = await openDrive(makeUdacityDrive(folder.path, { header, steering: [0, -0.25, 0.5, 0] }));
  expect(info).toMatchObject({
    recordCount: 4,
    frameCount: 4,
    timeSpanSecs: 0.3,
    steering: { unit: 'normalised', min: -0.25, max: 0.5 },
    cameras: ['center', 'left', 'right'],
    columns: ['throttle', 'brake', 'speed'],
    problems: [],
  });
  expect([...columns.timeSecs!]).toEqual([0, 0.1, 0.2, 0.3]);
  expect([...columns.steering!]).toEqual([0, -0.25, 0.5, 0]);
  expect([...columns.numeric['speed']!]).toEqual([30, 30, 30, 30]);
  expect([...columns.logRow]).toEqual(header ? [2, 3, 4, 5] : [1, 2, 3, 4]);
  expect(textAt(columns.image, 3)).toBe(`IMG/${udacityName('center', 300)}`);
});

test('columns go by their names, spaces and letter case aside; a column of text is no number', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    'driving_log.csv': `Speed, Steering , weather,Center\r\n 12 , -0.5 , rain, IMG/a.jpg\r\n`,
    'IMG/a.jpg': tinyJpeg(),
  });
  const { info, columns } = await openDrive(folder.path);
  expect(info).toMatchObject({ cameras: ['center'], columns: ['speed'], timeSpanSecs: null, problems: [] });
  expect([columns.steering![0], columns.numeric['speed']![0], columns.timeSecs]).toEqual([-0.5, 12, null]);
});

test.each([
  ['backslashes', 'IMG\\', 'IMG', 0],
  ['a Windows path', 'C:\\Users\\someone\\sim\\run1\\IMG\\', 'IMG', 6],
  ['a path of another home', '/home/someone/sim/IMG/', 'IMG', 6],
  ['a network path', '\\\\host\\share\\IMG\\', 'IMG', 6],
  ['a folder that was renamed', 'IMG/', 'pictures', 6],
  ['pictures two folders down', '', 'a/b', 6],
  ['pictures beside the log', '/home/someone/IMG/', '.', 6],
])('paths are repaired: %s', async (_, pathPrefix, imageFolder, repaired) => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path, { steering: [0, 0.5], pathPrefix, imageFolder });
  const drive = await openDrive(folder.path);
  expect(drive.info.frameCount).toBe(2);
  expect(drive.locateFrame(1, 'left')?.path).toBe(join(folder.path, imageFolder, udacityName('left', 100)));
  expect(drive.info.problems.map(({ code, message }) => [code, Number.parseInt(message, 10)])).toEqual(
    repaired === 0 ? [] : [['path-repaired', repaired]],
  );
});

test('an absolute path that is right is taken as written', async () => {
  using folder = temporaryFolder();
  using elsewhere = temporaryFolder();
  makeUdacityDrive(folder.path, { steering: [0], pathPrefix: `${elsewhere.path}/` });
  writeFiles(elsewhere.path, { [udacityName('center', 0)]: tinyJpeg() });
  const drive = await openDrive(folder.path);
  expect(drive.locateFrame(0, 'center')?.path).toBe(join(elsewhere.path, udacityName('center', 0)));
  expect(textAt(drive.columns.image, 0)).toBe(join(elsewhere.path, udacityName('center', 0)));
  expect(drive.locateFrame(0, 'left')?.path).toBe(join(folder.path, 'IMG', udacityName('left', 0)));
});

test('of two runs with equal names the one whose folder the log names is taken', async () => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path, { steering: [0], pathPrefix: 'D:\\sim\\run2\\IMG\\', imageFolder: 'run2/IMG' });
  writeFiles(folder.path, { [`run1/IMG/${udacityName('center', 0)}`]: tinyJpeg() });
  const drive = await openDrive(folder.path);
  expect(textAt(drive.columns.image, 0)).toBe(`run2/IMG/${udacityName('center', 0)}`);
});

test('only images are located', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    'driving_log.csv': `${udacityHeader}\n/etc/passwd,,,0,0,0,0\n../secret.txt,,,0,0,0,0\nIMG/a.jpg,,,0,0,0,0\n`,
    'IMG/a.jpg': tinyJpeg(),
  });
  const { info } = await openDrive(folder.path);
  expect(info.frameCount).toBe(1);
  expect(info.problems).toMatchObject([{ code: 'image-missing', place: 'driving_log.csv lines 2 to 3' }]);
});

test('each damaged row is a problem with its place and reason, neighbours together', async () => {
  using folder = temporaryFolder();
  const row = (name: string, steering = '0.5'): string => `IMG/${name}.jpg,,,${steering},0,0,0`;
  const lines = [
    udacityHeader, // line 1
    row('a'),
    row('gone1'),
    row('gone2'),
    row('empty'), // line 5
    'IMG/a.jpg,,,0.5',
    row('a', 'left'),
    '',
    `${row('a')},9,9`,
    row('gone3'), // line 10
    ',,,0.5,0,0,0',
    'IMG/a.jpg,,,0.',
  ];
  writeFiles(folder.path, { 'driving_log.csv': lines.join('\n'), 'IMG/a.jpg': tinyJpeg(), 'IMG/empty.jpg': '' });
  const { info, columns } = await openDrive(folder.path);
  expect(info).toMatchObject({ recordCount: 7, frameCount: 2 });
  expect([...columns.logRow]).toEqual([2, 7]);
  expect([...columns.steering!]).toEqual([0.5, Number.NaN]);
  expect(info.problems.map(({ code, place, frame }) => [code, place, frame])).toEqual([
    ['row-torn', 'driving_log.csv line 6', null],
    ['number-unreadable', 'driving_log.csv line 7', 1],
    ['row-torn', 'driving_log.csv line 9', null],
    ['row-torn', 'driving_log.csv line 12', null],
    ['image-missing', 'driving_log.csv lines 3 to 4', null],
    ['image-empty', 'driving_log.csv line 5', null],
    ['image-missing', 'driving_log.csv line 10', null],
    ['image-not-named', 'driving_log.csv line 11', null],
  ]);
  expect(info.problems[0]!.message).toBe('Skipped: the line is damaged: 4 fields where the log has 7');
  expect(info.problems[4]!.message).toBe('2 records left out: their pictures are missing, the first: IMG/gone1.jpg');
});

test('a side camera that misses pictures stays a camera, one without any is none', async () => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path, { cameras: ['center'] });
  writeFiles(folder.path, { [`IMG/${udacityName('left', 100)}`]: tinyJpeg() });
  const drive = await openDrive(folder.path);
  expect(drive.info.cameras).toEqual(['center', 'left']);
  expect([0, 1, 2].map((frame) => drive.locateFrame(frame, 'left') !== null)).toEqual([false, true, false]);
  expect(() => drive.locateFrame(0, 'right')).toThrow(expect.objectContaining({ code: 'bad-request' }));
  expect(drive.info.problems.map(({ code, place, frame }) => [code, place, frame])).toEqual([
    ['camera-image-missing', 'driving_log.csv line 2', 0],
    ['camera-image-missing', 'driving_log.csv line 4', 2],
  ]);
});

test('time stays as recorded where it runs backwards, and a pause is named at its end', async () => {
  using folder = temporaryFolder();
  const times = [0, 100, 200, 150, 9_650];
  writeFiles(folder.path, {
    'driving_log.csv': times.map((ms) => `IMG/${udacityName('center', ms)},,,0,0,0,0\n`).join(''),
  });
  for (const ms of times) writeFiles(folder.path, { [`IMG/${udacityName('center', ms)}`]: tinyJpeg() });
  const { info, columns } = await openDrive(folder.path);
  expect([...columns.timeSecs!]).toEqual([0, 0.1, 0.2, 0.15, 9.65]);
  expect(info.problems).toMatchObject([
    { code: 'time-gap', place: 'driving_log.csv line 5', frame: 4, message: expect.stringContaining('9.5 s') },
    { code: 'time-backwards', place: 'driving_log.csv line 4', frame: 3, message: expect.stringContaining('0.05 s') },
  ]);
});

test('driving_log.csv is preferred, and any log can be opened by its own path', async () => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path, { steering: [0, 0.5] });
  writeFiles(folder.path, { 'a.csv': `${udacityHeader}\nIMG/${udacityName('center', 100)},,,0.5,0,0,0\n` });
  expect((await openDrive(folder.path)).info.frameCount).toBe(2);
  const drive = await openDrive(join(folder.path, 'a.csv'));
  expect(drive.info).toMatchObject({ frameCount: 1, name: 'a.csv', path: join(folder.path, 'a.csv') });
  expect(listTexts(drive.columns.image)).toEqual([`IMG/${udacityName('center', 100)}`]);
});

test('a log of another name is found by its content, past a csv of something else', async () => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path, { header: false });
  renameSync(join(folder.path, 'driving_log.csv'), join(folder.path, 'lap2.csv'));
  writeFiles(folder.path, { 'a.csv': 'Filename,Steering Angle\nx.jpg,95\n' });
  expect((await openDrive(folder.path)).info).toMatchObject({ format: 'udacity-simulator', frameCount: 3 });
});

test.each([
  ['an empty log', '', 'empty-drive'],
  ['a header alone', `${udacityHeader}\n`, 'empty-drive'],
  ['torn rows alone', `${udacityHeader}\nIMG/a\n`, 'empty-drive'],
  ['no picture there', `${udacityHeader}\nIMG/a.jpg,,,0,0,0,0\n`, 'no-image-found'],
  ['no camera', 'steering,speed\n0,1\n', 'not-readable'],
])('%s is refused in a sentence', async (_, log, code) => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { 'driving_log.csv': log });
  mkdirSync(join(folder.path, 'IMG'));
  await expect(openDrive(folder.path)).rejects.toMatchObject({
    name: 'SteerscopeError',
    code,
    message: expect.stringContaining(folder.path),
  });
});

const official = realData('drives', 'udacity_official_track1');
test.skipIf(official === null)('the official sample: 450 frames in 45.5 s, side cameras for the first 60', async () => {
  const drive = await openDrive(official!);
  expect(drive.info).toMatchObject({ recordCount: 450, frameCount: 450, timeSpanSecs: 45.516 });
  expect(drive.info.steering!.min).toBeCloseTo(-0.297, 3);
  expect(drive.info.steering!.max).toBeCloseTo(0.301, 3);
  expect(drive.info.problems).toMatchObject([
    { code: 'camera-image-missing', place: 'driving_log.csv lines 62 to 451', frame: 60 },
  ]);
  expect([59, 60].map((frame) => drive.locateFrame(frame, 'right') !== null)).toEqual([true, false]);
});

test.skipIf(official === null)('its full log: 8036 records, of which rows 2000 to 2449 have pictures', async () => {
  const { info, columns } = await openDrive(join(official!, 'driving_log.full.csv'));
  expect(info).toMatchObject({ recordCount: 8036, frameCount: 450 });
  expect([columns.logRow[0], columns.logRow[449]]).toEqual([2002, 2451]);
  expect(info.problems.filter(({ code }) => code === 'image-missing').map(({ place }) => place)).toEqual([
    'driving_log.full.csv lines 2 to 2001',
    'driving_log.full.csv lines 2452 to 8037',
  ]);
});

const racha = realData('drives', 'udacity_racha_full');
test.skipIf(racha === null)('a whole drive with backslash paths: 380 frames of three cameras in 37.8 s', async () => {
  const { info } = await openDrive(racha!);
  expect(info).toMatchObject({ recordCount: 380, frameCount: 380, timeSpanSecs: 37.831, problems: [] });
  expect(info.steering).toEqual({ unit: 'normalised', positive: 'right', straight: 0, min: -0.6000001, max: 0.4 });
  expect(info.cameras).toEqual(['center', 'left', 'right']);
});

test('a line of two million characters is one torn line, and one record without a line end is a drive', async () => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path, { steering: [0.25], header: false });
  const log = join(folder.path, 'driving_log.csv');
  const row = readFileSync(log, 'utf8').trim();
  writeFileSync(log, row);
  expect((await openDrive(folder.path)).info).toMatchObject({ frameCount: 1, steering: { min: 0.25 }, problems: [] });
  writeFileSync(log, `${row}\n${'a,b"'.repeat(500_000)}\n${row}\n`);
  const { info, columns } = await openDrive(folder.path);
  expect([...columns.logRow]).toEqual([1, 3]);
  expect(info.problems).toMatchObject([
    { code: 'time-repeated', place: 'driving_log.csv line 3', frame: 1 },
    { code: 'row-torn', place: 'driving_log.csv line 2' },
  ]);
});
