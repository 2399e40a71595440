import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { indexedDrive } from '../../../../main/drives/indexed-drive.ts';
import { temporaryFolder, tinyJpeg, writeFiles } from '../../../support/make-drive.ts';

let folder: ReturnType<typeof temporaryFolder>;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'drive');
  mkdirSync(path);
  writeFiles(path, { 'a.jpg': tinyJpeg(), 'log.csv': 'image,steering,rack\na.jpg,0.1,7\na.jpg,0.2,8\n' });
  vi.stubEnv('STEERSCOPE_CACHE', join(folder.path, 'cache'));
  vi.stubEnv('STEERSCOPE_SETTINGS', join(folder.path, 'settings'));
  // Every reading takes as long as what is worth keeping.
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  folder[Symbol.dispose]();
});

async function open() {
  const { data } = await indexedDrive(path);
  const { steering, mapping } = data.info;
  expect(readdirSync(join(folder.path, 'cache'))).toHaveLength(1);
  return { largest: steering?.max, source: mapping?.source, userFile: mapping!.userFile! };
}

const mappingOf = (scale: number): string => JSON.stringify({ steering: { column: 'rack', unit: 'deg', scale } });

test('a kept drive is read anew when a mapping comes beside it, is edited in place, or goes', async () => {
  const beside = join(path, 'log.csv.steerscope-drive.json');
  expect(await open()).toMatchObject({ largest: 0.2, source: 'guessed' });
  expect(await open()).toMatchObject({ largest: 0.2, source: 'guessed' });
  writeFileSync(beside, mappingOf(2));
  expect(await open()).toMatchObject({ largest: 16, source: 'file' });
  writeFileSync(beside, mappingOf(3));
  expect(await open()).toMatchObject({ largest: 24, source: 'file' });
  rmSync(beside);
  expect(await open()).toMatchObject({ largest: 0.2, source: 'guessed' });
});

test('and when a mapping of the user’s own comes, is edited, or the settings are others', async () => {
  const { userFile } = await open();
  mkdirSync(dirname(userFile), { recursive: true });
  writeFileSync(userFile, mappingOf(2));
  expect(await open()).toMatchObject({ largest: 16, source: 'user' });
  writeFileSync(userFile, mappingOf(3));
  expect(await open()).toMatchObject({ largest: 24, source: 'user' });
  vi.stubEnv('STEERSCOPE_SETTINGS', join(folder.path, 'others'));
  const { data } = await indexedDrive(path);
  expect(data.info.mapping).toMatchObject({ source: 'guessed', userFile: expect.stringContaining('others') });
});
