import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { surveyDrive } from '../../../../main/drives/survey-drive.ts';
import { driveMappingSchema } from '../../../../shared/drive-mapping.ts';
import { makeImageTable, makeTub, temporaryFolder, tinyJpeg, writeFiles } from '../../../support/make-drive.ts';
import { writeParquetTable } from '../../../support/make-parquet.ts';
import { barcodeJpeg, jpegMessage, startMs, twistMessage, writeBag } from '../../../support/make-recording.ts';
import { makeVideoWithLog } from '../../../support/make-video-drive.ts';
import { realData } from '../../../support/real-data.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('STEERSCOPE_SETTINGS', join(folder.path, 'settings'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder[Symbol.dispose]();
});

/** A folder with pictures a.jpg to c.jpg and some tables. */
function makeTables(files: Readonly<Record<string, string>>): string {
  const path = join(folder.path, 'drive');
  mkdirSync(path, { recursive: true });
  for (const letter of 'abc') writeFiles(path, { [`${letter}.jpg`]: tinyJpeg() });
  writeFiles(path, files);
  return path;
}

test('tells what each column holds', async () => {
  const path = makeTables({
    'log.csv':
      'image,name,when,steering,note,none\n' +
      'a.jpg,a,2024-12-16 04:14:00,0.5,left,\nb.jpg,b,2024-12-16 04:14:01,,left,\nc.jpg,c,2024-12-16 04:14:02,-2,right,\n',
  });
  const survey = await surveyDrive(path);
  expect(survey).toMatchObject({ path, kind: 'table', tables: ['log.csv'], lookedAt: 'all 3 rows' });
  const of = (name: string) => survey.fields.find((field) => field.name === name);
  expect(survey.fields.map(({ kind }) => kind)).toEqual(['pictures', 'pictures', 'dates', 'numbers', 'text', 'empty']);
  expect(of('steering')).toEqual({
    ...{ name: 'steering', kind: 'numbers', samples: ['0.5', '-2'], sparkline: [0.5, null, -2] },
    ...{ min: -2, max: 0.5 },
  });
  expect(of('note')).toMatchObject({ samples: ['left', 'right'], sparkline: [], min: null });
  expect(survey.mapping).toEqual({
    images: ['image'],
    steering: { column: 'steering', unit: 'deg', centre: 0, scale: 1, positive: 'right' },
    time: { column: 'when', format: 'date' },
    columns: [],
  });
  expect(survey.state).toMatchObject({ source: 'guessed', file: join(path, 'log.csv.steerscope-drive.json') });
});

test('the mapping written out opens the same drive as the guess', async () => {
  const path = makeTables({ 'log.csv': 'image,steering,v,t\na.jpg,0.5,1,0\nb.jpg,0.25,2,0.05\nc.jpg,0,3,0.1\n' });
  const guessed = await openDrive(path);
  const { mapping } = await surveyDrive(path);
  const mapped = await openDrive(path, { mapping: driveMappingSchema.parse(mapping) });
  expect(mapped.columns).toEqual(guessed.columns);
  expect(mapped.info).toEqual({
    ...guessed.info,
    mapping: { ...guessed.info.mapping, source: 'given', mapping },
    problems: [],
  });
});

test('a steering that leaves -1..1 only late is in degrees, as it is when opened', async () => {
  const rows = Array.from({ length: 3000 }, (_, row) => `a.jpg,${row === 2900 ? 30 : 0.5},${row}`);
  const path = makeTables({ 'log.csv': `${['image,steering,speed', ...rows].join('\n')}\n` });
  const survey = await surveyDrive(path);
  expect(survey.lookedAt).toBe('the first 2000 rows');
  expect(survey.fields[1]).toMatchObject({ min: 0.5, max: 0.5 });
  expect(survey.mapping?.steering?.unit).toBe('deg');
  expect((await openDrive(path)).info.steering?.unit).toBe('deg');
  // Of 2000 rows 120 points, evenly spread: row 16 k and 2 thirds of k.
  expect(survey.fields[2]?.sparkline).toHaveLength(120);
  expect(survey.fields[2]?.sparkline.slice(0, 4)).toEqual([0, 16, 33, 50]);
});

test('a table that nothing recognises, and one of several', async () => {
  const path = makeTables({ 'a.csv': 'x,y\n1,2\n3,4\n', 'b.csv': 'image,steering\na.jpg,0\nb.jpg,1\n' });
  const survey = await surveyDrive(path);
  expect(survey.tables).toEqual(['a.csv', 'b.csv']);
  expect(survey.mapping).toMatchObject({ table: 'b.csv', images: ['image'] });
  const other = await surveyDrive(path, { table: 'a.csv' });
  expect(other).toMatchObject({ mapping: null, state: { source: 'guessed' }, fields: [{ name: 'x' }, { name: 'y' }] });
  for (const table of ['c.csv', '../drive/a.csv'])
    await expect(surveyDrive(path, { table })).rejects.toMatchObject({ code: 'not-readable' });
});

test('the mapping in use, with what it leaves open; one that is damaged or does not fit counts as none', async () => {
  const path = makeTables({ 'log.csv': 'image,a,b\na.jpg,1,2\nb.jpg,3,4\n' });
  const file = join(path, 'log.csv.steerscope-drive.json');
  const mapping = { speed: { column: 'a', unit: 'km/h' }, alignment: { offsetSecs: 0.5, driftPpm: 0 } };
  writeFileSync(file, JSON.stringify(mapping));
  expect(await surveyDrive(path)).toMatchObject({
    mapping: { images: ['image'], steering: null, ...mapping, columns: ['b'] },
    state: { source: 'file', mapping },
  });
  for (const wrong of ['{', '{"steering": {"column": "yaw", "unit": "deg"}}']) {
    writeFileSync(file, wrong);
    expect(await surveyDrive(path)).toMatchObject({
      mapping: { images: ['image'] },
      state: { source: 'guessed', file },
    });
  }
});

test('the user’s own mapping', async () => {
  const path = makeImageTable(join(folder.path, 'drive'));
  const { userFile } = (await surveyDrive(path)).state;
  mkdirSync(dirname(userFile!), { recursive: true });
  writeFileSync(userFile!, '{"steering": null}');
  expect(await surveyDrive(path)).toMatchObject({ mapping: { steering: null }, state: { source: 'user' } });
});

test('a video with a table', async () => {
  const path = join(folder.path, 'drive');
  mkdirSync(path);
  makeVideoWithLog(path);
  for (const asked of [path, join(path, 'drive.mp4'), join(path, 'drive.csv')])
    expect(await surveyDrive(asked), asked).toMatchObject({
      kind: 'video-with-table',
      tables: ['drive.csv'],
      mapping: {
        steering: { column: 'steering_angle' },
        time: { column: 'timestamp', format: 's' },
        columns: ['speed'],
      },
    });
});

test('a recording, pictures first and then what looks like steering', async () => {
  const path = join(folder.path, 'drive.bag');
  const messages = [0, 50, 100].flatMap((time, frame) => [
    jpegMessage(1, '/left', startMs + time, frame),
    jpegMessage(1, '/front', startMs + time, frame),
    twistMessage(1, '/cmd_vel', startMs + time, frame / 4, 3),
  ]);
  writeBag(path, messages);
  const { fields, ...survey } = await surveyDrive(path);
  expect(fields.slice(0, 3).map(({ name, kind }) => [name, kind])).toEqual([
    ['/front', 'pictures'],
    ['/left', 'pictures'],
    ['/cmd_vel.angular.z', 'numbers'],
  ]);
  expect(fields[2]).toMatchObject({ samples: ['0', '0.25', '0.5'], sparkline: [0, 0.25, 0.5], min: 0, max: 0.5 });
  expect(survey).toMatchObject({
    kind: 'recording',
    lookedAt: 'all messages',
    mapping: {
      images: ['/front', '/left'],
      steering: { column: '/cmd_vel.angular.z', unit: 'rad', positive: 'left' },
    },
    state: { source: 'guessed', file: `${path}.steerscope-drive.json` },
  });
  const mapped = await openDrive(path, { mapping: driveMappingSchema.parse(survey.mapping) });
  const guessed = await openDrive(path);
  expect(mapped.columns).toEqual(guessed.columns);
  expect(mapped.info.steering).toEqual(guessed.info.steering);
});

test('a Parquet table, also one whose pictures only a mapping names', async () => {
  const path = join(folder.path, 'drive', 'log.parquet');
  makeTables({});
  writeParquetTable(path, {
    foto: { kind: 'text', data: ['a', 'b', 'c'] },
    lenkrad: { kind: 'double', data: [95, 105, 85] },
  });
  expect(await surveyDrive(path)).toMatchObject({
    kind: 'table',
    lookedAt: 'all 3 rows',
    fields: [
      { name: 'foto', kind: 'pictures' },
      { name: 'lenkrad', kind: 'numbers', sparkline: [95, 105, 85], min: 85, max: 105 },
    ],
    state: { source: 'guessed', file: `${path}.steerscope-drive.json` },
  });
  const steering = { column: 'lenkrad', unit: 'deg', centre: 95 };
  const mapping = driveMappingSchema.parse({ images: ['foto'], steering });
  const { info, columns } = await openDrive(path, { mapping });
  expect(info).toMatchObject({ format: 'parquet-table', cameras: ['foto'], mapping: { source: 'given' } });
  expect([...columns.steering!]).toEqual([0, 10, -10]);
  writeFileSync(`${path}.steerscope-drive.json`, JSON.stringify(mapping));
  expect((await openDrive(path)).info).toMatchObject({ format: 'parquet-table', mapping: { source: 'file' } });
  const lacking = driveMappingSchema.parse({ steering: { column: 'yaw', unit: 'rad' } });
  await expect(openDrive(path, { mapping: lacking })).rejects.toMatchObject({ code: 'not-readable' });
});

test('a Parquet table that holds its pictures', async () => {
  const path = join(folder.path, 'log.parquet');
  const pictures = [0, 1, 2].map((number) => ({ bytes: barcodeJpeg(number), path: null }));
  writeParquetTable(path, {
    image: { kind: 'picture', data: pictures },
    steering: { kind: 'double', data: [0, 0.5, -0.5] },
  });
  const { fields, mapping } = await surveyDrive(path);
  expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
    ['image', 'pictures'],
    ['steering', 'numbers'],
  ]);
  expect(mapping).toMatchObject({ images: ['image'], steering: { column: 'steering', unit: 'normalised' } });
});

test.each([
  ['a tub', (path: string) => makeTub(path), 'nothing-to-map'],
  ['an empty folder', (path: string) => (mkdirSync(path), path), 'nothing-to-map'],
  ['a picture', (path: string) => (writeFiles(path, { 'a.jpg': tinyJpeg() }), join(path, 'a.jpg')), 'nothing-to-map'],
  ['nothing', (path: string) => path, 'not-found'],
])('%s has nothing to map', async (_, make, code) => {
  await expect(surveyDrive(make(join(folder.path, 'drive')))).rejects.toMatchObject({ code });
});

test('a thousand columns, long cells and damaged rows stay within bounds', async () => {
  const names = Array.from({ length: 1000 }, (_, column) => `c${column}`);
  const row = names.map((_, column) => (column === 0 ? 'x'.repeat(100_000) : String(column)));
  const path = makeTables({ 'log.csv': `${[names.join(','), row.join(','), 'torn', row.join(',')].join('\n')}\n` });
  const survey = await surveyDrive(path);
  expect(survey.fields).toHaveLength(512);
  expect(survey.fields[0]!.samples[0]).toHaveLength(60);
  expect(survey.fields[5]).toMatchObject({ kind: 'numbers', sparkline: [5, 5] });
});

test('columns in use are listed however far to the right they are, and what is not listed is told', async () => {
  const names = ['bild', ...Array.from({ length: 997 }, (_, column) => `c${column}`), 'Winkel', 'Zeit'];
  const row = (letter: string, at: number): string => [`${letter}.jpg`, ...Array(997).fill(1), at / 10, at].join(',');
  const path = makeTables({ 'log.csv': `${[names.join(','), row('a', 1), row('b', 2), row('c', 3)].join('\n')}\n` });
  const { fields, lookedAt, mapping } = await surveyDrive(path);
  expect(mapping).toMatchObject({ images: ['bild'], steering: { column: 'Winkel' }, time: { column: 'Zeit' } });
  expect(fields).toHaveLength(512);
  expect(fields.map(({ name }) => name).slice(-3)).toEqual(['c508', 'Winkel', 'Zeit']);
  expect(lookedAt).toBe('all 3 rows, without 488 of its columns');
});

test('an aborted look is cancelled', async () => {
  const path = makeImageTable(join(folder.path, 'drive'));
  await expect(surveyDrive(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });
});

const dgk99 = realData('drives', 'unicode_paths_dgk99', 'Done_241216_0414AM', '원본 사진 및 커브 구간 추가 본');
test.skipIf(dgk99 === null)('a real table: a servo in degrees, straight on at 95', async () => {
  const { fields, mapping } = await surveyDrive(dgk99!);
  expect(fields.map(({ name, kind, min, max }) => [name, kind, min, max])).toEqual([
    ['Filename', 'pictures', null, null],
    ['Steering Angle', 'numbers', 50, 125],
  ]);
  const { steering } = driveMappingSchema.parse(mapping);
  const centred = driveMappingSchema.parse({ steering: { ...steering, centre: 95 } });
  const { info, columns } = await openDrive(dgk99!, { mapping: centred });
  expect(info.steering).toEqual({ unit: 'deg', positive: 'right', straight: 0, min: 0, max: 15 });
  expect([...columns.steering!].every((value) => [0, 15].includes(value))).toBe(true);
});
