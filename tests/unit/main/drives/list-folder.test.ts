import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFolder } from '../../../../main/drives/list-folder.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

test('the same listing as long as the folder has not changed, and a new one when it has', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'a'), '');
  expect(await listFolder(folder.path)).toEqual(['a']);
  // Just changed: it may change again within the same tick.
  writeFileSync(join(folder.path, 'b'), '');
  expect([...(await listFolder(folder.path))].sort()).toEqual(['a', 'b']);
  utimesSync(folder.path, 1000, 1000);
  const settled = await listFolder(folder.path);
  expect(await listFolder(folder.path)).toBe(settled);
  rmSync(join(folder.path, 'b'));
  expect(await listFolder(folder.path)).toEqual(['a']);
});

test('a folder that is not there', async () => {
  await expect(listFolder('/nowhere/at/all')).rejects.toMatchObject({ code: 'ENOENT' });
});
