import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { looksLikeDrive, openDrive } from '../../../../main/drives/registry.ts';
import { makeTub, makeUdacityDrive, temporaryFolder, tinyJpeg, writeFiles } from '../../../support/make-drive.ts';

/** Opens what cannot be opened, and returns the error. */
async function refusal(path: string): Promise<unknown> {
  expect(await looksLikeDrive(path)).toBe(false);
  return await openDrive(path).catch((thrown: unknown) => thrown);
}

test('a missing path', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'gone');
  expect(await refusal(path)).toMatchObject({ code: 'not-found', message: expect.stringContaining(path) });
});

test('an empty folder', async () => {
  using folder = temporaryFolder();
  expect(await refusal(folder.path)).toMatchObject({
    code: 'empty-drive',
    nextStep: expect.stringContaining('driving_log.csv'),
  });
});

test.each(['notes.txt', 'table.csv', 'photo.jpg'])('a file that is no drive: %s', async (name) => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { [name]: 'something,else\n' });
  expect(await refusal(join(folder.path, name))).toMatchObject({ code: 'not-a-drive' });
});

test('a folder of something else, saying what was looked for', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { 'notes.txt': 'x', 'table.csv': 'Time,Steering Angle\n1,95\n' });
  expect(await refusal(folder.path)).toMatchObject({
    code: 'not-a-drive',
    message: expect.stringMatching(/driving_log\.csv.*manifest\.json.*images/),
  });
});

test('a folder with a drive in it: the next step is to open that', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'code'));
  makeTub(join(folder.path, 'data'));
  expect(await refusal(folder.path)).toMatchObject({
    code: 'not-a-drive',
    nextStep: `Open ${join(folder.path, 'data')}`,
  });
});

test('a drive two folders below is found too', async () => {
  using folder = temporaryFolder();
  makeTub(join(folder.path, 'model', 'tubs', 'tub 1'));
  // Nearer, but pictures alone.
  writeFiles(folder.path, { 'a/figure.jpg': tinyJpeg() });
  expect(await refusal(folder.path)).toMatchObject({ nextStep: `Open ${join(folder.path, 'model', 'tubs', 'tub 1')}` });
});

test('a log among images is a log, and its paths are absolute however it was named', async () => {
  using folder = temporaryFolder();
  makeUdacityDrive(folder.path);
  writeFiles(folder.path, { 'preview.jpg': tinyJpeg() });
  const drive = await openDrive(relative(process.cwd(), folder.path));
  expect(drive.info).toMatchObject({ format: 'udacity-simulator', path: folder.path });
  expect(drive.locateFrame(0, 'center')?.path.startsWith(folder.path)).toBe(true);
});
