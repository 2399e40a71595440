import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { outputError, startOutputFile } from '../../../../main/export/output-file.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => folder[Symbol.dispose]());

describe('an output file', () => {
  test('appears under its name only when it is published', async () => {
    const path = join(folder.path, 'a.mp4');
    const output = await startOutputFile(path, '.mp4');
    writeFileSync(output.partialPath, 'whole');
    expect(existsSync(path)).toBe(false);
    expect(await output.publish()).toBe(5);
    await output.discard();
    expect(readdirSync(folder.path)).toEqual(['a.mp4']);
    expect(readFileSync(path, 'utf8')).toBe('whole');
  });

  test('leaves what was there alone until then, and nothing of itself when discarded', async () => {
    const path = join(folder.path, 'a.MP4');
    writeFileSync(path, 'old');
    const output = await startOutputFile(path, '.mp4');
    writeFileSync(output.partialPath, 'half');
    expect(readFileSync(path, 'utf8')).toBe('old');
    await output.discard();
    expect(readdirSync(folder.path)).toEqual(['a.MP4']);
  });

  test.each([
    { name: 'clip.avi', code: 'bad-request', says: 'must end in .mp4' },
    { name: 'clip', code: 'bad-request', says: 'must end in .mp4' },
    { name: 'missing/clip.mp4', code: 'output-not-writable', says: 'does not exist' },
    { name: 'folder.mp4', code: 'output-not-writable', says: 'A folder has the name of the file' },
    { name: 'file/clip.mp4', code: 'output-not-writable', says: 'does not exist' },
  ])('$name is refused before any work', async ({ name, code, says }) => {
    mkdirSync(join(folder.path, 'folder.mp4'));
    writeFileSync(join(folder.path, 'file'), '');
    const refused = startOutputFile(join(folder.path, name), '.mp4');
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(says) as string });
    expect(readdirSync(folder.path).sort()).toEqual(['file', 'folder.mp4']);
  });

  test.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'output-not-writable'],
    ['EACCES', 'output-not-writable'],
    ['EIO', 'output-not-writable'],
  ])('%s of the system is %s, and the path comes last', (systemCode, code) => {
    const error = outputError(Object.assign(new Error('refused'), { code: systemCode }), '/out/clip.mp4');
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/\/out\/clip\.mp4$/);
  });
});
