import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDrive } from '../../../../main/drives/registry.ts';
import { driveMappingSchema, type DriveMapping } from '../../../../shared/drive-mapping.ts';
import {
  makeImageFolder,
  makeTub,
  makeUdacityDrive,
  temporaryFolder,
  tinyJpeg,
  writeFiles,
} from '../../../support/make-drive.ts';
import {
  ackermannMessage,
  jpegMessage,
  startMs,
  twistMessage,
  writeBag,
  writeMcap,
} from '../../../support/make-recording.ts';
import { makeVideoWithLog } from '../../../support/make-video-drive.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('STEERSCOPE_SETTINGS', join(folder.path, 'settings'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder[Symbol.dispose]();
});

const mappingOf = (mapping: z.input<typeof driveMappingSchema>): DriveMapping => driveMappingSchema.parse(mapping);
const suffix = '.steerscope-drive.json';

/** A folder with pictures a.jpg to c.jpg and some tables. */
function makeTables(files: Readonly<Record<string, string>>): string {
  const path = join(folder.path, 'drive');
  mkdirSync(path, { recursive: true });
  for (const letter of 'abc') writeFiles(path, { [`${letter}.jpg`]: tinyJpeg() });
  writeFiles(path, files);
  return path;
}

const odd = 'foto;lenkrad;wann;tempo;gas\na;95;10;36;20\nb;105;20;72;40\nc;85;40;0;60\n';
const oddMapping = mappingOf({
  images: ['foto'],
  steering: { column: 'lenkrad', unit: 'deg', centre: 95, scale: 0.5, positive: 'left' },
  time: { column: 'wann', format: 'ms' },
  speed: { column: 'tempo', unit: 'km/h' },
  throttle: { column: 'gas', scale: 0.01 },
});

describe('a table with pictures', () => {
  test('that nothing recognises opens by the mapping given', async () => {
    const path = makeTables({ 'log.csv': odd });
    expect((await openDrive(path)).info.format).toBe('image-folder');
    const { info, columns } = await openDrive(path, { mapping: oddMapping });
    expect(info).toMatchObject({
      format: 'image-table',
      cameras: ['foto'],
      columns: ['speed', 'throttle'],
      steering: { unit: 'deg', positive: 'left', min: -5, max: 5 },
      mapping: { source: 'given', file: join(path, `log.csv${suffix}`), mapping: oddMapping },
      problems: [],
    });
    expect([...columns.steering!]).toEqual([0, 5, -5]);
    expect([...columns.timeSecs!]).toEqual([0, 0.01, 0.03]);
    expect([...columns.numeric['speed']!]).toEqual([10, 20, 0]);
    expect([...columns.numeric['throttle']!]).toEqual([0.2, 0.4, 0.6]);
  });

  test('by its file, whatever its name ends in', async () => {
    const path = join(makeTables({ 'log.werte': odd }), 'log.werte');
    await expect(openDrive(path)).rejects.toMatchObject({ code: 'not-a-drive' });
    expect((await openDrive(path, { mapping: oddMapping })).info.frameCount).toBe(3);
  });

  test('what is left out is guessed and told; null says that there is none', async () => {
    const path = makeTables({ 'log.csv': 'image,steering,timestamp,v\na.jpg,1,0,5\nb.jpg,2,0.05,6\nc.jpg,3,0.1,7\n' });
    const steering = { column: 'v', unit: 'rad' } as const;
    const partly = (await openDrive(path, { mapping: mappingOf({ steering }) })).info;
    expect(partly).toMatchObject({
      timeSpanSecs: 0.1,
      steering: { unit: 'rad', min: 5, max: 7 },
      columns: ['steering'],
    });
    expect(partly.problems.map(({ code }) => code)).toEqual(['columns-guessed']);
    expect(partly.problems[0]!.message).toMatch(
      /^Left open by the mapping and guessed: pictures in “image”; time in “timestamp”, s\. /,
    );
    const none = (await openDrive(path, { mapping: mappingOf({ images: ['image'], steering: null, time: null }) }))
      .info;
    expect(none).toMatchObject({
      timeSpanSecs: null,
      steering: null,
      columns: ['steering', 'timestamp', 'v'],
      problems: [],
    });
  });

  test('a column whose name another number takes is kept under a further one', async () => {
    const path = makeTables({ 'log.csv': 'image,speed,kmh\na.jpg,1,36\nb.jpg,2,72\nc.jpg,3,18\n' });
    const { columns } = await openDrive(path, { mapping: mappingOf({ speed: { column: 'kmh', unit: 'km/h' } }) });
    expect([...columns.numeric['speed']!]).toEqual([10, 20, 5]);
    expect([...columns.numeric['speed (as recorded)']!]).toEqual([1, 2, 3]);
  });

  test('miles an hour', async () => {
    const path = makeTables({ 'log.csv': 'image,v\na.jpg,100\nb.jpg,0\n' });
    const { columns } = await openDrive(path, { mapping: mappingOf({ speed: { column: 'v', unit: 'mph' } }) });
    expect(columns.numeric['speed']![0]).toBeCloseTo(44.704, 10);
  });

  test('the table is the one named, else the first that has the columns', async () => {
    const path = makeTables({
      'a.csv': 'image,steering\na.jpg,0\nb.jpg,1\n',
      'b.csv': 'image,wheel\na.jpg,10\nb.jpg,20\nc.jpg,30\n',
      'c.csv': 'image,wheel\na.jpg,10\nb.jpg,20\n',
    });
    const steering = { column: 'wheel', unit: 'deg' } as const;
    expect((await openDrive(path)).info.frameCount).toBe(2);
    expect((await openDrive(path, { mapping: mappingOf({ steering }) })).info.frameCount).toBe(3);
    const named = await openDrive(path, { mapping: mappingOf({ table: 'c.csv', steering }) });
    expect(named.info).toMatchObject({ frameCount: 2, mapping: { file: join(path, `c.csv${suffix}`) } });
  });

  test.each([
    ['a column that no table has', { steering: { column: 'yaw', unit: 'rad' } }, 'The mapping names “yaw”'],
    ['a table that is not there', { table: 'x.csv' }, 'which is not in this folder'],
    ['a table elsewhere', { table: '../drive/log.csv' }, 'which is not in this folder'],
  ] as const)('%s is refused', async (_, mapping, words) => {
    const path = makeTables({ 'log.csv': 'image,steering\na.jpg,0\nb.jpg,1\n' });
    await expect(openDrive(path, { mapping: mappingOf(mapping) })).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining(words) as string,
    });
  });
});

describe('which mapping counts', () => {
  const table = 'image,a,b,c\na.jpg,1,2,3\nb.jpg,1,2,3\n';
  const by = (column: string): DriveMapping => mappingOf({ images: ['image'], steering: { column, unit: 'deg' } });
  const steeringOf = async (path: string, mapping?: DriveMapping) => {
    const { info } = await openDrive(path, mapping ? { mapping } : {});
    return [info.mapping?.source, info.steering?.min];
  };

  test('the one given, then the one beside the log, then the user’s own, then the guess', async () => {
    const path = makeTables({ 'log.csv': table });
    const { userFile } = (await openDrive(path)).info.mapping!;
    expect(await steeringOf(path)).toEqual(['guessed', undefined]);
    mkdirSync(dirname(userFile!), { recursive: true });
    writeFileSync(userFile!, JSON.stringify(by('c')));
    expect(await steeringOf(path)).toEqual(['user', 3]);
    writeFiles(path, { [`log.csv${suffix}`]: JSON.stringify(by('b')) });
    expect(await steeringOf(path)).toEqual(['file', 2]);
    expect(await steeringOf(path, by('a'))).toEqual(['given', 1]);
  });

  test('the user’s own is for every log with the same columns, of whatever kind, and for no other', async () => {
    const [same, other] = [join(folder.path, 'same'), join(folder.path, 'other')];
    makeUdacityDrive(same);
    const { userFile } = (await openDrive(same, { mapping: mappingOf({ images: ['left'] }) })).info.mapping!;
    mkdirSync(dirname(userFile!), { recursive: true });
    writeFileSync(userFile!, JSON.stringify(mappingOf({ images: ['left'] })));
    expect((await openDrive(same)).info).toMatchObject({ format: 'image-table', cameras: ['left'] });
    makeUdacityDrive(other, { header: false });
    expect((await openDrive(other)).info).toMatchObject({ format: 'udacity-simulator' });
  });

  test('a mapping of the user that is damaged is refused by its own name', async () => {
    const path = makeTables({ 'log.csv': table });
    const { userFile } = (await openDrive(path)).info.mapping!;
    mkdirSync(dirname(userFile!), { recursive: true });
    writeFileSync(userFile!, '{"images": 5}');
    await expect(openDrive(path)).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining(userFile!) as string,
    });
  });
});

describe('a drive that leaves nothing open', () => {
  test.each([
    ['a tub', (path: string) => makeTub(path)],
    ['images', (path: string) => makeImageFolder(path, 3)],
    ['a log of its own kind', (path: string) => makeUdacityDrive(path)],
  ])('%s opens all the same, and that the mapping is not used is told', async (_, make) => {
    const path = make(join(folder.path, 'drive'));
    const { info } = await openDrive(path, { mapping: mappingOf({ steering: { column: 'x', unit: 'deg' } }) });
    expect(info.frameCount).toBeGreaterThan(0);
    expect(info.mapping?.source).toBe('given');
    expect(info.problems.map(({ code }) => code)).toContain('mapping-not-used');
  });

  test('how its numbers lie in time may be said, which names no column', async () => {
    const path = makeUdacityDrive(join(folder.path, 'drive'));
    const mapping = mappingOf({ alignment: { offsetSecs: 0.1 } });
    const { info } = await openDrive(path, { mapping });
    expect(info).toMatchObject({ format: 'udacity-simulator', mapping: { source: 'given', userFile: null, mapping } });
    writeFiles(path, { [`driving_log.csv${suffix}`]: JSON.stringify(mapping) });
    for (const opened of [path, join(path, 'driving_log.csv')])
      expect((await openDrive(opened)).info).toMatchObject({
        format: 'udacity-simulator',
        mapping: { source: 'file', mapping },
      });
  });

  test('without any mapping there is no state of one', async () => {
    expect((await openDrive(makeTub(join(folder.path, 'drive')))).info.mapping).toBeNull();
  });
});

test('a video with a table takes a mapping, beside the table too', async () => {
  const path = join(folder.path, 'drive');
  mkdirSync(path);
  makeVideoWithLog(path);
  writeFiles(path, { 'drive.csv': 'w,kmh\n80,36\n90,72\n110,18\n' });
  expect((await openDrive(path)).info.format).toBe('video');
  const mapping = mappingOf({
    steering: { column: 'w', unit: 'deg', centre: 90, positive: 'left' },
    speed: { column: 'kmh', unit: 'km/h' },
  });
  const { info, columns } = await openDrive(path, { mapping });
  expect(info).toMatchObject({ format: 'video-with-log', columns: ['speed'], steering: { positive: 'left' } });
  expect([...columns.steering!]).toEqual([-10, 0, 20]);
  expect([...columns.numeric['speed']!]).toEqual([10, 20, 5]);
  writeFiles(path, { [`drive.csv${suffix}`]: JSON.stringify(mapping), 'other.csv': 'x,y\n1,2\n3,4\n' });
  for (const opened of [path, join(path, 'drive.mp4'), join(path, 'drive.csv')])
    expect((await openDrive(opened)).info).toMatchObject({ format: 'video-with-log', mapping: { source: 'file' } });
});

describe.each([
  ['mcap', 'drive_0.mcap'],
  ['ros-bag', 'drive.bag'],
] as const)('a recording, %s', (format, name) => {
  const messages = [0, 50, 100].flatMap((time, frame) => [
    jpegMessage(1, '/front', startMs + time, frame),
    jpegMessage(1, '/left', startMs + time, 10 + frame),
    ackermannMessage(1, '/drive', startMs + time, frame / 10),
    twistMessage(1, '/wheel', startMs + time, 90 + 10 * frame, 36),
  ]);
  const make = async (): Promise<string> => {
    const path = join(folder.path, name);
    if (format === 'mcap') await writeMcap(path, messages);
    else writeBag(path, messages);
    return path;
  };
  const mapping = mappingOf({
    images: ['/left'],
    steering: { column: '/wheel.angular.z', unit: 'deg', centre: 90, scale: -1, positive: 'left' },
    speed: { column: '/wheel.linear.x', unit: 'km/h' },
    columns: ['/drive.drive.steering_angle'],
  });

  test('cameras and numbers by topic and field', async () => {
    const { info, columns } = await openDrive(await make(), { mapping });
    expect(info).toMatchObject({
      format,
      cameras: ['/left'],
      columns: ['speed', '/drive.drive.steering_angle'],
      steering: { unit: 'deg', positive: 'left', min: -20, max: 0 },
      problems: [],
    });
    expect([...columns.steering!]).toEqual([0, -10, -20]);
    expect([...columns.numeric['speed']!]).toEqual([10, 10, 10]);
  });

  test('beside the file it is found, from the folder too', async () => {
    const path = await make();
    writeFileSync(path + suffix, JSON.stringify(mapping));
    for (const opened of [path, folder.path])
      expect((await openDrive(opened)).info).toMatchObject({
        cameras: ['/left'],
        mapping: { source: 'file', file: path + suffix },
      });
  });

  test('the user’s own is for every recording of the same topics', async () => {
    const path = await make();
    const { userFile } = (await openDrive(path)).info.mapping!;
    mkdirSync(dirname(userFile!), { recursive: true });
    writeFileSync(userFile!, JSON.stringify(mapping));
    expect((await openDrive(path)).info).toMatchObject({ cameras: ['/left'], mapping: { source: 'user' } });
    const other = join(folder.path, 'other', name);
    mkdirSync(dirname(other));
    const fewer = messages.filter(({ topic }) => topic !== '/drive');
    if (format === 'mcap') await writeMcap(other, fewer);
    else writeBag(other, fewer);
    expect((await openDrive(other)).info).toMatchObject({
      cameras: ['/front', '/left'],
      mapping: { source: 'guessed' },
    });
  });

  test('the time it names is not used, which is told', async () => {
    const time = { column: '/drive.header.stamp.sec', format: 's' } as const;
    const { info } = await openDrive(await make(), { mapping: mappingOf({ time }) });
    expect(info.problems.map(({ code }) => code)).toContain('mapping-time-not-used');
    expect(info.cameras).toEqual(['/front', '/left']);
  });

  test('no steering where it says so', async () => {
    const { info } = await openDrive(await make(), { mapping: mappingOf({ steering: null }) });
    expect(info).toMatchObject({ steering: null, problems: [] });
  });

  test.each<[z.input<typeof driveMappingSchema>, string, string]>([
    [{ images: ['/rear'] }, 'The mapping names “/rear”', 'In it there are: /front, /left'],
    [{ steering: { column: '/wheel', unit: 'deg' } }, 'The mapping names “/wheel”', '/wheel.angular.z'],
  ])('%j is refused, and what there is named', async (wrong, words, there) => {
    await expect(openDrive(await make(), { mapping: mappingOf(wrong) })).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining(words) as string,
      nextStep: expect.stringContaining(there) as string,
    });
  });
});

test('a column named twice counts once', async () => {
  const path = makeTables({ 'log.csv': odd });
  const mapping = mappingOf({ images: ['foto', 'foto'], columns: ['gas', 'gas'] });
  expect((await openDrive(path, { mapping })).info).toMatchObject({ cameras: ['foto'], columns: ['gas'] });
});

test('numbers that a scale makes larger than any number count as missing', async () => {
  const path = makeTables({ 'log.csv': odd });
  const steering = { column: 'lenkrad', unit: 'deg', scale: 1e307, centre: 85 } as const;
  const mapping = mappingOf({ ...oddMapping, steering, throttle: { column: 'gas', scale: 1e308 } });
  const { info, columns } = await openDrive(path, { mapping });
  expect([...columns.steering!]).toEqual([1e308, NaN, 0]);
  expect(info.steering).toMatchObject({ min: 0, max: 1e308 });
  expect([...columns.numeric['throttle']!]).toEqual([NaN, NaN, NaN]);
  expect(info.problems.find(({ code }) => code === 'number-unreadable')).toMatchObject({ frame: 0 });
});

test('opening writes nothing, in the settings neither', async () => {
  const path = makeTables({ 'log.csv': odd });
  await openDrive(path, { mapping: oddMapping });
  expect(existsSync(join(folder.path, 'settings'))).toBe(false);
  expect(readFileSync(join(path, 'log.csv'), 'utf8')).toBe(odd);
});
