import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { looksLikeDrive, openDrive } from '../../../../main/drives/registry.ts';
import { closePictures, readPicture } from '../../../../main/frames/read-frame.ts';
import type { Drive } from '../../../../shared/drive.ts';
import {
  makeImageFolder,
  makeImageTable,
  makeTub,
  makeUdacityDrive,
  temporaryFolder,
  tinyJpeg,
  tubImage,
  tubLine,
  udacityHeader,
  writeFiles,
} from '../../../support/make-drive.ts';
import { makeLerobot } from '../../../support/make-lerobot.ts';
import { makeBagDrive, makeMcapDrive } from '../../../support/make-recording.ts';
import { makeVideoDrive } from '../../../support/make-video-drive.ts';
import { listTexts } from '../../../../shared/texts.ts';

/* What lies in folders beside drives, in their place, and what happens to drives while they are open. */

const codes = (drive: Drive): string[] => drive.info.problems.map(({ code }) => code);
const complaints = (drive: Drive): string[] =>
  drive.info.problems.filter(({ severity }) => severity !== 'info').map(({ code }) => code);

describe('links', () => {
  test('a folder that links to itself', async () => {
    using folder = temporaryFolder();
    makeUdacityDrive(folder.path, { imageFolder: 'pictures' });
    symlinkSync('.', join(folder.path, 'again'));
    symlinkSync(folder.path, join(folder.path, 'pictures', 'up'));
    const drive = await openDrive(folder.path);
    expect(drive.info.frameCount).toBe(3);
    expect((await openDrive(join(folder.path, 'again', 'again', 'again'))).info.frameCount).toBe(3);
  });

  test('a folder of nothing but a link to itself is no drive', async () => {
    using folder = temporaryFolder();
    symlinkSync('.', join(folder.path, 'again'));
    await expect(openDrive(folder.path)).rejects.toMatchObject({ code: 'not-a-drive' });
    symlinkSync('round', join(folder.path, 'round'));
    await expect(openDrive(join(folder.path, 'round'))).rejects.toMatchObject({ code: 'not-readable' });
  });

  test('pictures that link in a circle, to nothing, to a folder and to a device are missing', async () => {
    using folder = temporaryFolder();
    makeImageFolder(folder.path, 1);
    for (const [name, target] of [
      ['frame_2.jpg', 'frame_2.jpg'],
      ['frame_3.jpg', 'nowhere'],
      ['frame_4.jpg', '.'],
      ['frame_5.jpg', '/dev/zero'],
    ] as const)
      symlinkSync(target, join(folder.path, name));
    symlinkSync('frame_1.jpg', join(folder.path, 'frame_6.jpg'));
    const drive = await openDrive(folder.path);
    expect(listTexts(drive.columns.image)).toEqual(['frame_1.jpg', 'frame_6.jpg']);
    expect(complaints(drive)).toEqual(['image-missing']);
    expect(drive.info.problems.find(({ code }) => code === 'image-missing')?.place).toContain('2');
  });
});

describe('what is no regular file', () => {
  const pipe = (path: string): void => void spawnSync('mkfifo', [path]);

  test.each([
    'driving_log.csv',
    'data.txt',
    'interpolated.csv',
    'table.csv',
    'manifest.json',
    'a.mcap',
    'a.bag',
    'a.mp4',
  ])('a pipe, a device or a folder in the place of %s is refused at once', async (name) => {
    for (const make of [
      pipe,
      (path: string) => symlinkSync('/dev/zero', path),
      (path: string) => symlinkSync('/dev/random', path),
      (path: string) => symlinkSync('/proc/self/mem', path),
      (path: string) => mkdirSync(path),
    ]) {
      using folder = temporaryFolder();
      const path = join(folder.path, name);
      make(path);
      for (const opened of [folder.path, path])
        await expect(openDrive(opened)).rejects.toMatchObject({
          name: 'SteerscopeError',
          code: expect.stringMatching(/^(not-a-drive|not-readable|empty-drive)$/),
        });
    }
  });

  test('a socket', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'driving_log.csv');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await expect(openDrive(folder.path)).rejects.toMatchObject({ name: 'SteerscopeError', code: 'not-readable' });
    await new Promise((resolve) => server.close(resolve));
  });

  test('a pipe and a folder in the place of pictures are missing pictures', async () => {
    using folder = temporaryFolder();
    makeUdacityDrive(folder.path, { cameras: ['center'] });
    const [first, second] = listTexts((await openDrive(folder.path)).columns.image);
    for (const name of [first!, second!]) unlinkSync(join(folder.path, name));
    pipe(join(folder.path, first!));
    mkdirSync(join(folder.path, second!));
    const drive = await openDrive(folder.path);
    expect([...drive.columns.logRow]).toEqual([4]);
    expect(complaints(drive)).toEqual(['image-missing']);
  });
});

describe('paths in a log', () => {
  test('of other folders, hosts and systems lead nowhere but to pictures', async () => {
    using outer = temporaryFolder();
    const folder = join(outer.path, 'drive');
    writeFiles(outer.path, { 'secret.txt': 'x', 'drive/own.jpg': tinyJpeg() });
    const named = [
      'own.jpg',
      '../secret.txt',
      '../../../../../../etc/passwd',
      '/etc/passwd',
      '../../../../../etc/passwd.jpg',
      '/etc/passwd.jpg',
      '//host/share/a.jpg',
      '\\\\host\\share\\a.jpg',
      'file:///etc/passwd.jpg',
      'http://host/a.jpg',
      'C:\\Windows\\a.jpg',
      'C:a.jpg',
      '~/a.jpg',
      '$HOME/a.jpg',
      '.jpg',
      '..jpg',
      'a.jpg/',
    ];
    writeFiles(folder, { 'driving_log.csv': [udacityHeader, ...named.map((name) => `${name},,,0,0,0,0`)].join('\n') });
    const drive = await openDrive(folder);
    expect(listTexts(drive.columns.image)).toEqual(['own.jpg']);
    expect(drive.info.recordCount).toBe(named.length);
  });

  test('a picture outside of the drive is shown, and told', async () => {
    using outer = temporaryFolder();
    const folder = join(outer.path, 'drive');
    const absolute = join(outer.path, 'elsewhere', 'b.jpg');
    writeFiles(outer.path, { 'a.jpg': tinyJpeg(), 'elsewhere/b.jpg': tinyJpeg(), 'drive/c.jpg': tinyJpeg() });
    writeFiles(folder, { 'log.csv': `image,steering\n../a.jpg,0\n${absolute},1\nc.jpg,1\n` });
    const drive = await openDrive(folder);
    expect(listTexts(drive.columns.image)).toEqual([join(outer.path, 'a.jpg'), absolute, 'c.jpg']);
    expect(drive.info.problems.find(({ code }) => code === 'pictures-outside')).toMatchObject({
      severity: 'info',
      message: expect.stringMatching(/^2 pictures .*a\.jpg$/),
      frame: 0,
    });
  });

  test('folders of another case are found', async () => {
    using folder = temporaryFolder();
    makeUdacityDrive(folder.path, { imageFolder: 'img' });
    const drive = await openDrive(folder.path);
    expect(drive.info.frameCount).toBe(3);
    expect(complaints(drive)).toEqual([]);
  });

  test('the same picture in many records is one file and many frames', async () => {
    const row = 'frames/a.jpg,0.5\n';
    using folder = temporaryFolder();
    makeImageTable(folder.path, `image,steering\n${row.repeat(40)}frames/b.jpg,0\n`);
    linkSync(join(folder.path, 'frames', 'a.jpg'), join(folder.path, 'frames', 'linked.jpg'));
    const drive = await openDrive(folder.path);
    expect(drive.info.frameCount).toBe(41);
    expect(drive.info.problems.filter(({ code }) => code === 'camera-frozen')).toHaveLength(1);
  });
});

test('a catalog of a tub that is a pipe costs its records, not the others', async () => {
  using folder = temporaryFolder();
  makeTub(folder.path, { manifest: { paths: ['catalog_0.catalog', 'catalog_1.catalog'] } });
  spawnSync('mkfifo', [join(folder.path, 'catalog_1.catalog')]);
  const drive = await openDrive(folder.path);
  expect(drive.info.frameCount).toBe(3);
  expect(drive.info.problems).toContainEqual(
    expect.objectContaining({ code: 'catalog-not-readable', place: 'catalog_1.catalog' }),
  );
  makeTub(folder.path);
  rmSync(join(folder.path, 'catalog_0.catalog'));
  rmSync(join(folder.path, 'catalog_1.catalog'));
  spawnSync('mkfifo', [join(folder.path, 'catalog_0.catalog')]);
  await expect(openDrive(folder.path)).rejects.toMatchObject({ code: 'not-readable' });
});

test.each([2, 3] as const)('a pipe in the place of any file of a LeRobot data set of version %s', async (version) => {
  using folder = temporaryFolder();
  makeLerobot(folder.path, { version });
  const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    renameSync(path, `${path}.aside`);
    spawnSync('mkfifo', [path]);
    await expect(openDrive(folder.path)).rejects.toMatchObject({ name: 'SteerscopeError' });
    renameSync(`${path}.aside`, path);
  }
  expect((await openDrive(folder.path)).info.frameCount).toBe(3);
});

test('half a gigabyte in the place of a small log is refused unread', async () => {
  using folder = temporaryFolder();
  makeLerobot(folder.path);
  truncateSync(join(folder.path, 'meta', 'info.json'), 2 ** 29);
  const before = process.memoryUsage().rss;
  await expect(openDrive(folder.path)).rejects.toMatchObject({ code: 'not-readable' });
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
});

test('a catalog of 300 000 records', { timeout: 60_000 }, async () => {
  using folder = temporaryFolder();
  makeTub(folder.path);
  const line = (index: number): string => tubLine(index, 0.5).replace(tubImage(index), tubImage(index % 3));
  const lines = Array.from({ length: 300_000 }, (_, index) => line(index));
  writeFiles(folder.path, { 'catalog_0.catalog': `${lines.join('\n')}\n` });
  expect((await openDrive(folder.path)).info.frameCount).toBe(300_000);
});

test('a folder of 100 000 other files is refused in seconds', { timeout: 60_000 }, async () => {
  using folder = temporaryFolder();
  for (let file = 0; file < 100_000; file += 1) writeFileSync(join(folder.path, `note ${file}.md`), '');
  const start = performance.now();
  await expect(openDrive(folder.path)).rejects.toMatchObject({ code: 'not-a-drive' });
  expect(await looksLikeDrive(folder.path)).toBe(false);
  expect(performance.now() - start).toBeLessThan(5000);
});

/** Runs as nobody, since root may read everything. Null where that cannot be had. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const nobody = 65_534;
  if (process.getuid?.() !== 0) return await work();
  process.seteuid?.(nobody);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

test.skipIf(process.platform === 'win32')('without permission for a log, a picture or the folder', async () => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path);
  chmodSync(folder.path, 0o755);
  const drive = await openDrive(folder.path);
  const log = join(folder.path, 'driving_log.csv');
  const location = drive.locateFrame(0, 'center')!;
  const picture = location.kind === 'image-file' ? location.path : '';
  // Loads what reading needs, as long as it may.
  await readPicture(location);
  const refused = { code: 'not-readable', nextStep: expect.stringContaining('allowed') };
  for (const [path, mode, opened] of [
    [log, 0o644, folder.path],
    [folder.path, 0o755, folder.path],
    [folder.path, 0o755, log],
  ] as const) {
    chmodSync(path, 0);
    await asNobody(async () => {
      await expect(openDrive(opened)).rejects.toMatchObject(refused);
    });
    chmodSync(path, mode);
  }
  chmodSync(picture, 0);
  await asNobody(async () => {
    await expect(readPicture(location)).rejects.toMatchObject({ code: 'not-readable' });
  });
});

describe('while a drive is open', () => {
  test('pictures vanish, empty and change', async () => {
    using folder = temporaryFolder();
    makeImageFolder(folder.path, 4);
    const drive = await openDrive(folder.path);
    const at = (frame: number) => readPicture(drive.locateFrame(frame, 'image')!);
    rmSync(join(folder.path, 'frame_1.jpg'));
    truncateSync(join(folder.path, 'frame_2.jpg'));
    truncateSync(join(folder.path, 'frame_3.jpg'), 200);
    writeFileSync(join(folder.path, 'frame_4.jpg'), tinyJpeg('white', 32, 16));
    await expect(at(0)).rejects.toMatchObject({ code: 'not-readable' });
    await expect(at(1)).rejects.toMatchObject({ code: 'image-not-decodable' });
    await expect(at(2)).rejects.toMatchObject({ code: 'image-not-decodable' });
    expect(await at(3)).toMatchObject({ width: 32, height: 16 });
    rmSync(folder.path, { recursive: true });
    await expect(at(3)).rejects.toMatchObject({ code: 'not-readable' });
    await expect(openDrive(folder.path)).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each([
    ['a recording', makeMcapDrive, 'drive_0.mcap'],
    ['a bag', makeBagDrive, 'drive.bag'],
    ['a video', (folder: string) => makeVideoDrive(folder, 40), 'drive.mp4'],
  ])('%s is cut, replaced, grows and vanishes', { timeout: 60_000 }, async (_, make, name) => {
    using folder = temporaryFolder();
    await make(folder.path);
    const path = join(folder.path, name);
    const drive = await openDrive(folder.path);
    const last = drive.info.frameCount - 1;
    const read = (frame: number): Promise<string> =>
      readPicture(drive.locateFrame(frame, drive.info.cameras[0]!)!).then(
        () => 'read',
        (thrown: { name: string; code: string }) => (thrown.name === 'SteerscopeError' ? thrown.code : String(thrown)),
      );
    expect(await read(last)).toBe('read');
    appendFileSync(path, Buffer.alloc(5000, 7));
    await closePictures();
    expect(await read(0)).toMatch(/^(read|image-not-decodable|not-readable|no-such-frame)$/);
    truncateSync(path, 700);
    await closePictures();
    expect(await read(last)).toMatch(/^(image-not-decodable|not-readable|no-such-frame)$/);
    renameSync(path, `${path}.moved`);
    await closePictures();
    expect(await read(0)).toBe('not-readable');
  });

  test('a log grows while it is read: whole records, and no error', async () => {
    using folder = temporaryFolder();
    makeTub(folder.path);
    const log = join(folder.path, 'catalog_0.catalog');
    const opening = openDrive(folder.path);
    appendFileSync(log, '{"_index": 3, "cam/im');
    const drive = await opening;
    expect(drive.info.frameCount).toBe(3);
    expect(codes(await openDrive(folder.path))).toContain('row-torn');
  });
});
