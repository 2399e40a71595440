import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import {
  makeImageTable,
  makeUdacityDrive,
  temporaryFolder,
  tinyJpeg,
  writeFiles,
} from '../../../support/make-drive.ts';
import { realData } from '../../../support/real-data.ts';
import type { Drive } from '../../../../shared/drive.ts';
import { listTexts } from '../../../../shared/texts.ts';

async function open(content: string | Uint8Array, name = 'log.csv', mapping?: unknown): Promise<Drive> {
  using folder = temporaryFolder();
  makeImageTable(folder.path, '', name);
  for (const letter of 'abc') writeFiles(folder.path, { [`${letter}.jpg`]: tinyJpeg() });
  writeFiles(folder.path, { [name]: content });
  if (mapping !== undefined) writeFiles(folder.path, { [`${name}.steerscope-drive.json`]: JSON.stringify(mapping) });
  return await openDrive(folder.path);
}

const three = (rows: readonly string[]): string => `${rows.join('\n')}\n`;

test('what the columns were taken for is told', async () => {
  const { info, columns } = await open(
    'image,steering,speed\nframes/a.jpg,0,3\nframes/b.jpg,-0.25,4\nframes/c.jpg,0.5,5\n',
  );
  expect(info).toMatchObject({
    format: 'image-table',
    frameCount: 3,
    timeSpanSecs: null,
    steering: { unit: 'normalised', min: -0.25, max: 0.5 },
    cameras: ['image'],
    columns: ['speed'],
  });
  expect([...columns.numeric['speed']!]).toEqual([3, 4, 5]);
  expect([...columns.logRow]).toEqual([2, 3, 4]);
  expect(info.problems.map(({ code, severity }) => [code, severity])).toEqual([['columns-guessed', 'info']]);
  expect(info.problems[0]!.message).toContain(
    'pictures in “image”; steering in “steering”, normalised, told by the size',
  );
});

test.each([
  ['semicolons and decimal commas', 'log.csv', 'image;steering;v\na.jpg;0,5;1\nb.jpg;-0,25;2\nc.jpg;1;3\n'],
  ['tabs', 'log.tsv', 'image\tsteering\tv\na.jpg\t0.5\t1\nb.jpg\t-0.25\t2\nc.jpg\t1\t3\n'],
  ['blanks and no header', 'log.txt', 'x 0.5 a.jpg\nx -0.25 b.jpg\nx 1 c.jpg\n'],
  [
    'quotes',
    'log.csv',
    '"image","steering","note"\n"a.jpg","0.5","one, two"\n"b.jpg","-0.25",""\n"c.jpg","1","say ""so"""\n',
  ],
  [
    'JSON lines',
    'log.jsonl',
    '{"image":"a.jpg","car":{"steering":0.5}}\n{"image":"b.jpg","car":{"steering":-0.25}}\n{"image":"c.jpg","car":{"steering":1}}\n',
  ],
  ['a mark and CR LF', 'log.csv', '\ufeffimage,steering\r\na.jpg,0.5\r\nb.jpg,-0.25\r\nc.jpg,1\r\n'],
  ['names without extension', 'log.csv', 'frame_id,steering_angle\na,0.5\nb,-0.25\nc,1\n'],
  ['a comment as header', 'log.csv', '# image, steer\na.jpg, 0.5\nb.jpg, -0.25\nc.jpg, 1\n'],
  ['paths of another machine', 'log.csv', 'image,steering\nC:\\car\\a.jpg,0.5\n/home/x/b.jpg,-0.25\nc.jpg,1\n'],
])('%s', async (_, name, content) => {
  const { info, columns } = await open(content, name);
  expect(info.frameCount).toBe(3);
  // Without a header, nothing tells which number is the steering.
  if (columns.steering === null) expect([...columns.numeric['column 2']!]).toEqual([0.5, -0.25, 1]);
  else expect([...columns.steering]).toEqual([0.5, -0.25, 1]);
  expect(info.problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
});

test('UTF-16 from a spreadsheet', async () => {
  const { info } = await open(
    Buffer.from('\ufeffimage\tsteering\r\na.jpg\t0.5\r\nb.jpg\t-1\r\nc.jpg\t1\r\n', 'utf16le'),
  );
  expect(info).toMatchObject({ frameCount: 3, steering: { min: -1, max: 1 } });
});

test.each([
  ['timestamp', [1_479_425_440_130_000_000, 1_479_425_440_180_000_000, 1_479_425_441_130_000_000], 1],
  ['timestamp', [1_479_425_440_130_000, 1_479_425_440_180_000, 1_479_425_441_130_000], 1],
  ['stamp', [1_479_425_440_130, 1_479_425_440_180, 1_479_425_441_130], 1],
  ['unix_time', [1_479_425_440.25, 1_479_425_440.5, 1_479_425_441.25], 1],
  ['time', [0, 0.05, 0.1], 0.1],
  ['time', [17_609, 17_659, 17_709], 0.1],
  ['time_us', [5, 50_005, 100_005], 0.1],
  ['elapsed_ms', [1, 2, 3], 0.002],
  ['date', ['2024-12-16 04:14:00.5', '2024-12-16T04:14:01.25Z', '2024/12/16 05:14:01+01:00'], 0.5],
])('time in %s as %j', async (name, times, expected) => {
  const rows = times.map((time, index) => `${'abc'[index]}.jpg,0,${time}`);
  const { info, columns } = await open(three([`image,steering,${name}`, ...rows]));
  expect(columns.timeSecs![2]).toBeCloseTo(expected, 5);
  expect(info.timeSpanSecs).toBeGreaterThan(0);
});

test.each([
  ['steering', [0, 0.5, -1], 'normalised', []],
  ['steering', [0, 4, -1], 'deg', []],
  ['steering_rad', [0, 4, -1], 'rad', []],
  ['angle_deg', [0, 0.4, -1], 'deg', []],
  ['Steering Angle', [95, 95, 125], 'deg', ['steering-off-centre']],
])('steering in %s as %j is %s', async (name, values, unit, codes) => {
  const rows = values.map((value, index) => `${'abc'[index]}.jpg,${value}`);
  const { info, columns } = await open(three([`image,${name}`, ...rows]));
  expect(info.steering!.unit).toBe(unit);
  expect([...columns.steering!]).toEqual(values);
  expect(info.problems.map(({ code }) => code).slice(1)).toEqual(codes);
});

test('several cameras, the middle one first', async () => {
  const { info, columns } = await open(
    'steering,left_image,center_image\n0,b.jpg,a.jpg\n0.5,c.jpg,a.jpg\n0.25,gone.jpg,c.jpg\n',
  );
  expect(info.cameras).toEqual(['center_image', 'left_image']);
  expect(listTexts(columns.image)).toEqual(['a.jpg', 'a.jpg', 'c.jpg']);
  expect(info.problems.filter(({ code }) => code === 'camera-image-missing')).toHaveLength(1);
});

test('a mapping beside the log says it all, and nothing is guessed', async () => {
  const mapping = {
    images: ['pic'],
    steering: { column: 'b', unit: 'deg', centre: 95, scale: 0.5, positive: 'left' },
    time: { column: 't', format: 'ms' },
    columns: ['a'],
  };
  const { info, columns } = await open(
    'pic,a,b,t,other\na.jpg,1,95,0,9\nb.jpg,2,125,20,9\nc.jpg,3,65,50,9\n',
    'log.csv',
    mapping,
  );
  expect(info).toMatchObject({
    frameCount: 3,
    columns: ['a'],
    steering: { unit: 'deg', min: -15, max: 15 },
    problems: [],
  });
  // The numbers stay as they are; the side is told.
  expect(info.steering!.positive).toBe('left');
  expect([...columns.steering!]).toEqual([0, 15, -15]);
  expect([...columns.timeSecs!]).toEqual([0, 0.02, 0.05]);
});

test('a mapping beside a log of another format decides', async () => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path, { steering: [0, -0.25, 0.5] });
  const mapping = { images: ['left'], steering: { column: 'steering', unit: 'deg', scale: 25 }, columns: [] };
  writeFiles(folder.path, {
    'a.csv': 'image,steering\nIMG/x.jpg,1\n',
    'driving_log.csv.steerscope-drive.json': JSON.stringify(mapping),
  });
  for (const path of [folder.path, join(folder.path, 'driving_log.csv')])
    expect((await openDrive(path)).info).toMatchObject({
      format: 'image-table',
      frameCount: 3,
      cameras: ['left'],
      steering: { unit: 'deg', min: -6.25, max: 12.5 },
      problems: [],
    });
});

test.each([
  ['no object', []],
  ['an unknown key', { images: ['pic'], camera: 1 }],
  ['a column that is not there', { images: ['rear'] }],
])('a mapping with %s is refused', async (_, mapping) => {
  await expect(open('pic,a\na.jpg,1\nb.jpg,2\n', 'log.csv', mapping)).rejects.toMatchObject({ code: 'not-readable' });
});

test('damaged rows have their places', async () => {
  const { info, columns } = await open(
    three([
      'image,steering,speed',
      'a.jpg,0,1',
      'b.jpg,0',
      '',
      'b.jpg,0,1,7',
      'b.jpg,\0\0,1',
      `"${'x'.repeat(1_500_000)}`,
      'b.jpg,much,1',
      ',0,1',
      '"b.jpg,0,1',
      'gone.jpg,0,1',
      'c.jpg,0.5,1',
    ]),
  );
  expect([...columns.logRow]).toEqual([2, 8, 12]);
  expect(info.problems.map(({ code, place }) => [code, place])).toEqual([
    ['columns-guessed', 'log.csv'],
    ['row-torn', 'log.csv line 3'],
    ['row-torn', 'log.csv lines 5 to 7'],
    ['number-unreadable', 'log.csv line 8'],
    ['row-torn', 'log.csv line 10'],
    ['image-not-named', 'log.csv line 9'],
    ['image-missing', 'log.csv line 11'],
  ]);
});

test('pictures found elsewhere are counted once', async () => {
  using folder = temporaryFolder();
  makeImageTable(folder.path, 'image,steering\na.jpg,0\nframes/b.jpg,1\nold/frames/c.jpg,1\n');
  const { info } = await openDrive(folder.path);
  expect(info).toMatchObject({ frameCount: 3, problems: [{ code: 'columns-guessed' }, { code: 'path-repaired' }] });
  expect(info.problems[1]!.message).toMatch(/^2 pictures/);
});

test('a table of a thousand columns keeps the first 64 numbers', async () => {
  const header = Array.from({ length: 1000 }, (_, index) => `c${index}`);
  const rows = [...'abc'].map((letter) => [`${letter}.jpg`, '0', ...header.map(() => '1')].join(','));
  const { info } = await open(three([['image', 'steering', ...header].join(','), ...rows]));
  expect(info.frameCount).toBe(3);
  expect(info.columns).toHaveLength(64);
});

test('a table without pictures is none', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { 'log.csv': 'image,steering\nx.jpg,0\ny.jpg,1\n', 'frame.png': tinyJpeg() });
  expect((await openDrive(folder.path)).info.format).toBe('image-folder');
  await expect(openDrive(join(folder.path, 'log.csv'))).rejects.toMatchObject({ code: 'no-image-found' });
});

const dgk99 = realData('drives', 'unicode_paths_dgk99', 'Done_241216_0414AM', '원본 사진 및 커브 구간 추가 본');
test.skipIf(dgk99 === null)('a real table in a folder with a Korean name', async () => {
  const { info } = await openDrive(dgk99!);
  expect(info).toMatchObject({ format: 'image-table', recordCount: 4456, frameCount: 12, timeSpanSecs: null });
  expect(info.steering).toEqual({ unit: 'deg', positive: 'right', straight: 0, min: 95, max: 110 });
  expect(info.problems.map(({ code }) => code)).toEqual(['columns-guessed', 'steering-off-centre', 'image-missing']);
  expect(info.problems[1]!.message).toContain('never falls below 50');
  expect(info.problems[1]!.message).toContain('perhaps 95');
});
