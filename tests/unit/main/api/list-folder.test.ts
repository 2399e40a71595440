import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFolder } from '../../../../main/api/list-folder.ts';
import { temporaryFolder, writeFiles } from '../../../support/make-drive.ts';

const signal = new AbortController().signal;

test('folders first, in natural order, hidden ones left out', async () => {
  using folder = temporaryFolder();
  for (const name of ['run10', 'run9', '.git']) mkdirSync(join(folder.path, name));
  writeFiles(folder.path, { 'a.txt': '', '.hidden': '' });
  const { entries, parent } = await listFolder(folder.path, signal);
  expect(entries.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['folder run9', 'folder run10', 'file a.txt']);
  expect(parent).not.toBeNull();
  expect((await listFolder('/', signal)).parent).toBeNull();
});

test('a folder of very many files is cut short', async () => {
  using folder = temporaryFolder();
  for (let index = 0; index < 2100; index++) writeFiles(folder.path, { [`f${index}`]: '' });
  mkdirSync(join(folder.path, 'zz'));
  const { entries } = await listFolder(folder.path, signal);
  expect(entries).toHaveLength(2000);
  expect(entries[0]).toMatchObject({ name: 'zz', kind: 'folder' });
});

test('no folder, a file and a cancelled listing are refused', async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { file: '' });
  await expect(listFolder(join(folder.path, 'none'), signal)).rejects.toMatchObject({ code: 'not-found' });
  await expect(listFolder(join(folder.path, 'file'), signal)).rejects.toMatchObject({ code: 'not-readable' });
  await expect(listFolder(folder.path, AbortSignal.abort())).rejects.toThrow();
});
