import {
  appendFileSync,
  copyFileSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataDrive, type DriveData } from '../../main/drives/drive-data.ts';
import { hasChanged, indexedDrive } from '../../main/drives/indexed-drive.ts';
import { driveFormats, looksLikeDrive, openDrive } from '../../main/drives/registry.ts';
import { readEncodedFrame } from '../../main/frames/read-frame.ts';
import {
  makeChallengeExport,
  makeImageFolder,
  makeImageTable,
  makeNamedSteering,
  makeSullyChen,
  makeTub,
  makeTubV1,
  makeUdacityDrive,
  temporaryFolder,
} from '../support/make-drive.ts';
import { makeComma2k19, makeComma2k19Route, makeVideoDrive, makeVideoWithLog } from '../support/make-video-drive.ts';
import { makeComma2016 } from '../support/make-comma-2016.ts';
import { makeLerobot } from '../support/make-lerobot.ts';
import { makeMessageVideoDrive } from '../support/make-message-video.ts';
import { makeParquetTable } from '../support/make-parquet.ts';
import { makeSqliteBagDrive } from '../support/make-ros2-bag.ts';
import { makeBagDrive, makeMcapDrive } from '../support/make-recording.ts';
import { listTexts, textAt } from '../../shared/texts.ts';

/** A small, whole drive of each format, of three frames. A new format adds its line here; behind a comma stands a variety of it. */
const makers: Readonly<Record<string, (folder: string) => string | Promise<string>>> = {
  'udacity-simulator': (folder) => makeUdacityDrive(folder),
  'donkey-tub-v2': (folder) => makeTub(folder),
  'donkey-tub-v1': (folder) => makeTubV1(folder),
  'udacity-challenge': (folder) => makeChallengeExport(folder),
  'sully-chen': (folder) => makeSullyChen(folder),
  'comma-2016': (folder) => makeComma2016(folder),
  lerobot: (folder) => makeLerobot(folder),
  'lerobot, a file an episode': (folder) => makeLerobot(folder, { version: 2, episodes: [2, 1] }),
  mcap: (folder) => makeMcapDrive(folder),
  'mcap, video in messages': (folder) => makeMessageVideoDrive(folder),
  'ros-bag': (folder) => makeBagDrive(folder),
  'ros2-bag': (folder) => makeSqliteBagDrive(folder),
  comma2k19: (folder) => makeComma2k19(folder),
  'comma2k19, a route': (folder) => makeComma2k19Route(folder),
  'video-with-log': (folder) => makeVideoWithLog(folder),
  video: (folder) => makeVideoDrive(folder),
  'image-table': (folder) => makeImageTable(folder),
  'parquet-table': (folder) => makeParquetTable(folder),
  'steering-in-names': (folder) => makeNamedSteering(folder),
  'image-folder': (folder) => makeImageFolder(folder, 3),
};

const idOf = (name: string): string => name.split(',')[0] ?? '';

test('every format has its line here', () => {
  expect(driveFormats.map((format) => format.id).sort()).toEqual([...new Set(Object.keys(makers).map(idOf))].sort());
});

/** Names, bytes and times of change of all below a folder. */
function stateOf(folder: string): unknown[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const found = lstatSync(join(folder, name), { bigint: true });
      const content = found.isFile() ? readFileSync(join(folder, name)).toString('base64') : null;
      return [name, found.mtimeNs, found.ctimeNs, found.mode, content];
    });
}

describe.each(Object.entries(makers))('%s', (name, make) => {
  const id = idOf(name);
  const format = driveFormats.find((known) => known.id === id)!;
  const folder = temporaryFolder();
  let drive: DataDrive;
  let before: unknown[];

  beforeAll(async () => {
    await make(folder.path);
    before = stateOf(folder.path);
    drive = await openDrive(folder.path);
  });
  afterAll(() => {
    folder[Symbol.dispose]();
  });

  test('recognises its own', async () => {
    expect(await format.match(folder.path)).toBe(true);
    expect(await looksLikeDrive(folder.path)).toBe(true);
    expect(drive.info).toMatchObject({ kind: 'drive', format: id, formatName: format.name, path: folder.path });
  });

  test('no format before it in the registry takes it', async () => {
    const earlier = driveFormats.slice(0, driveFormats.indexOf(format));
    expect(await Promise.all(earlier.map((other) => other.match(folder.path)))).toEqual(earlier.map(() => false));
  });

  test('a whole drive has frames and nothing to complain about', () => {
    expect(drive.info.frameCount).toBe(3);
    expect(drive.info.recordCount).toBe(3);
    // What a reader takes for granted is told, but is no complaint.
    expect(drive.info.problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  test('info and columns say the same', () => {
    const { info, columns } = drive;
    expect(info.columns).toEqual(Object.keys(columns.numeric));
    for (const column of [columns.logRow, columns.image.ends, ...Object.values(columns.numeric)])
      expect(column).toHaveLength(info.frameCount);
    expect(info.timeSpanSecs === null).toBe(columns.timeSecs === null);
    expect(info.steering === null).toBe(columns.steering === null);
    if (columns.timeSecs !== null) {
      expect(columns.timeSecs[0]).toBe(0);
      expect(info.timeSpanSecs).toBe(Math.max(...columns.timeSecs) - Math.min(...columns.timeSecs));
    }
    if (columns.steering !== null)
      expect(info.steering).toMatchObject({ min: Math.min(...columns.steering), max: Math.max(...columns.steering) });
  });

  test('every frame of every camera is where it says', async () => {
    expect(drive.info.cameras.length).toBeGreaterThan(0);
    for (const camera of drive.info.cameras)
      for (let frame = 0; frame < drive.info.frameCount; frame += 1) {
        const { mediaType, bytes } = await readEncodedFrame(drive.locateFrame(frame, camera)!);
        expect(mediaType).toBe('image/jpeg');
        expect(bytes.subarray(0, 2)).toEqual(Uint8Array.of(0xff, 0xd8));
      }
    const location = drive.locateFrame(1, drive.info.cameras[0]!);
    if (location?.kind === 'image-file') expect(location.path).toBe(join(folder.path, textAt(drive.columns.image, 1)));
  });

  test.each([-1, 3, 0.5, Number.NaN])('frame %s does not exist', (frame) => {
    expect(() => drive.locateFrame(frame, drive.info.cameras[0]!)).toThrow(
      expect.objectContaining({ code: 'no-such-frame' }),
    );
  });

  test.each(['', 'rear', '__proto__'])('camera "%s" does not exist', (camera) => {
    expect(() => drive.locateFrame(0, camera)).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });

  test('goes from thread to thread and into a file as it is', () => {
    const copy = new DataDrive(deserialize(serialize(drive.data)) as DriveData);
    expect(copy.data).toEqual(drive.data);
    expect(structuredClone(drive.data)).toEqual(drive.data);
    for (const camera of drive.info.cameras) expect(copy.locateFrame(2, camera)).toEqual(drive.locateFrame(2, camera));
  });

  test('knows every file that it depends on: a log that changes, a picture that comes or goes', async () => {
    using copy = temporaryFolder();
    await makers[name]!(copy.path);
    const files = readdirSync(copy.path, { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const isPicture = (path: string): boolean => /\.(?:jpe?g|png)$/.test(path);
    const { reading } = await indexedDrive(copy.path);
    expect(hasChanged(reading)).toBe(false);
    const read = new Set(reading.stamps.keys());
    // What donkeycar keeps for itself.
    const isOthers = (path: string): boolean => /meta\.json$|catalog_manifest$/.test(path);
    expect(files.filter((path) => !isPicture(path) && !isOthers(path) && !read.has(path))).toEqual([]);
    for (const picture of files.filter(isPicture)) expect(read).toContain(dirname(picture));
    appendFileSync(files.find((path) => !isPicture(path) && !isOthers(path)) ?? files[0]!, ' ');
    expect(hasChanged(reading)).toBe(true);
  });

  test('notices when what was missing comes', async () => {
    using copy = temporaryFolder();
    await makers[name]!(copy.path);
    const files = readdirSync(copy.path, { recursive: true, withFileTypes: true, encoding: 'utf8' });
    for (const { parentPath, name: file } of files.filter((entry) => entry.isFile())) {
      const path = join(parentPath, file);
      const aside = `${folder.path} aside`;
      renameSync(path, aside);
      const found = await indexedDrive(copy.path).catch(() => null);
      copyFileSync(aside, path);
      rmSync(aside);
      if (found) expect([path, hasChanged(found.reading)]).toEqual([path, true]);
    }
  });

  test('a first look has the first frames, and says whether they are all', async () => {
    const { data, reading } = await indexedDrive(folder.path, { recordLimit: 2 });
    expect(data.info.frameCount).toBeGreaterThanOrEqual(2);
    expect(reading.isWhole).toBe(data.info.frameCount === 3);
    expect(listTexts(data.columns.image)).toEqual(listTexts(drive.columns.image).slice(0, data.info.frameCount));
  });

  test('a first look that leaves nothing out is as good as all of it', async () => {
    const whole = await indexedDrive(folder.path);
    const first = await indexedDrive(folder.path, { recordLimit: 10 });
    expect(first.reading.isWhole).toBe(true);
    expect(first.data).toEqual(whole.data);
    const foldersOf = (paths: Iterable<string>): string[] =>
      [...paths].filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
    expect(foldersOf(first.reading.stamps.keys()).sort()).toEqual(foldersOf(whole.reading.stamps.keys()).sort());
  });

  test('an aborted opening is cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(openDrive(folder.path, { signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('nothing under the drive changes', () => {
    drive.dispose();
    drive.dispose();
    expect(stateOf(folder.path)).toEqual(before);
  });
});
