import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from '../../../../main/analysis/write-whole.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

let folder: ReturnType<typeof temporaryFolder>;
const at = (...parts: string[]): string => join(folder.path, ...parts);

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(at('real', 'deep'), { recursive: true });
});
afterEach(() => folder[Symbol.dispose]());

test('a file is written whole, in place of the one before', async () => {
  writeFileSync(at('file'), 'a longer text');
  await writeWhole(at('file'), 'new', 'Elsewhere.');
  expect(readFileSync(at('file'), 'utf8')).toBe('new');
  expect(readdirSync(folder.path).sort()).toEqual(['file', 'real']);
});

test('a link stays one: what it names is written, there or not yet, over further links', async () => {
  writeFileSync(at('real', 'file'), 'old');
  symlinkSync('real/file', at('link'));
  symlinkSync('link', at('link-to-link'));
  await writeWhole(at('link-to-link'), 'new', 'Elsewhere.');
  expect(readFileSync(at('real', 'file'), 'utf8')).toBe('new');
  expect([at('link'), at('link-to-link')].map((path) => lstatSync(path).isSymbolicLink())).toEqual([true, true]);
  expect(readdirSync(at('real')).sort()).toEqual(['deep', 'file']);
  symlinkSync('real/not-yet', at('dangling'));
  await writeWhole(at('dangling'), 'first', 'Elsewhere.');
  expect(readFileSync(at('real', 'not-yet'), 'utf8')).toBe('first');
  // Up from where the folder really is.
  symlinkSync('real/deep', at('folder'));
  symlinkSync('../file', at('real', 'deep', 'up'));
  await writeWhole(at('folder', 'up'), 'through a folder', 'Elsewhere.');
  expect(readFileSync(at('real', 'file'), 'utf8')).toBe('through a folder');
});

test.each([
  ['links that go round are', 'round', 'Name the file itself.'],
  ['a link into a folder that is not there is', 'astray', 'Elsewhere.'],
])('%s refused with what to do, and left', async (_, name, nextStep) => {
  symlinkSync('back', at('round'));
  symlinkSync('round', at('back'));
  symlinkSync('none/file', at('astray'));
  await expect(writeWhole(at(name), 'new', 'Elsewhere.')).rejects.toMatchObject({
    code: 'output-not-writable',
    nextStep,
  });
  expect(lstatSync(at(name)).isSymbolicLink()).toBe(true);
  expect(readdirSync(folder.path).sort()).toEqual(['astray', 'back', 'real', 'round']);
});
