import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OutputFolder } from '../../../../main/cli/output-folder.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

test('files get their names together, in the place of old ones', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'a.txt'), 'old');
  const output = await OutputFolder.open(folder.path);
  await output.write('a.txt', 'new a');
  await output.write('b.txt', 'new b');
  expect(readFileSync(join(folder.path, 'a.txt'), 'utf8')).toBe('old');
  expect(existsSync(join(folder.path, 'b.txt'))).toBe(false);
  expect(await output.commit()).toEqual([join(folder.path, 'a.txt'), join(folder.path, 'b.txt')]);
  expect(readdirSync(folder.path).sort()).toEqual(['a.txt', 'b.txt']);
  expect(readFileSync(join(folder.path, 'a.txt'), 'utf8')).toBe('new a');
});

test('discarded, it leaves nothing: no file, and no folder that was made for it', async () => {
  using folder = temporaryFolder();
  const output = await OutputFolder.open(join(folder.path, 'made', 'for', 'it'));
  await output.write('a.txt', 'text');
  await output.discard();
  expect(readdirSync(folder.path)).toEqual([]);
});

test('discarded, it keeps folders that were there and what others put into its own', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'old'));
  const first = await OutputFolder.open(join(folder.path, 'old'));
  await first.write('a.txt', 'text');
  await first.discard();
  expect(readdirSync(join(folder.path, 'old'))).toEqual([]);
  const second = await OutputFolder.open(join(folder.path, 'new', 'inner'));
  writeFileSync(join(folder.path, 'new', 'notes.txt'), 'mine');
  await second.discard();
  expect(readdirSync(join(folder.path, 'new'))).toEqual(['notes.txt']);
});

test('a file in the place of the folder, and a folder in the place of a file, are refused', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'file'), '');
  for (const path of ['file', join('file', 'inside')])
    await expect(OutputFolder.open(join(folder.path, path))).rejects.toMatchObject({ code: 'output-not-writable' });
  mkdirSync(join(folder.path, 'a.txt'));
  const output = await OutputFolder.open(folder.path);
  await output.write('b.txt', 'text');
  await expect(output.write('a.txt', 'text')).rejects.toMatchObject({ code: 'output-not-writable' });
  await output.discard();
  expect(readdirSync(folder.path).sort()).toEqual(['a.txt', 'file']);
});

test.skipIf(!existsSync('/proc/self'))('a place that takes no folders is refused at once', async () => {
  for (const path of ['/proc/none', '/proc/none/inside'])
    await expect(OutputFolder.open(path)).rejects.toMatchObject({ code: 'output-not-writable' });
});

test.skipIf(!existsSync('/dev/full'))('a full disk is told as such, and nothing stays', async () => {
  using folder = temporaryFolder();
  const output = await OutputFolder.open(folder.path);
  // Linux has a file on a disk that is always full.
  symlinkSync('/dev/full', output.temporaryPath('a.txt'));
  const failure = await output.write('a.txt', 'text').catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ code: 'disk-full', message: expect.stringContaining(folder.path) });
  await output.discard();
  expect(readdirSync(folder.path)).toEqual([]);
});
