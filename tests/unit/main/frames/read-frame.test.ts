import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEncodedFrame } from '../../../../main/frames/read-frame.ts';
import { temporaryFolder, tinyJpeg, writeFiles } from '../../../support/make-drive.ts';

test('the bytes as recorded, with the type that they are, not that of the name', async () => {
  using folder = temporaryFolder();
  const jpeg = tinyJpeg();
  writeFiles(folder.path, { 'a.png': jpeg, 'b.jpg': 'text', 'c.jpg': '' });
  const read = (name: string) => readEncodedFrame({ kind: 'image-file', path: join(folder.path, name) });
  const { bytes, mediaType, place } = await read('a.png');
  expect(Buffer.from(bytes).equals(jpeg)).toBe(true);
  expect(bytes.byteLength).toBe(bytes.buffer.byteLength); // may be transferred whole
  expect([mediaType, place]).toEqual(['image/jpeg', join(folder.path, 'a.png')]);
  expect((await read('b.jpg')).mediaType).toBe('application/octet-stream');
  expect((await read('c.jpg')).bytes).toHaveLength(0);
});

test.each([
  ['gone', () => undefined],
  ['a folder', (path: string) => void mkdirSync(path)],
  ['a pipe', (path: string) => void execFileSync('mkfifo', [path])],
])('%s cannot be read, and nothing waits for it', async (_, make) => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'a.jpg');
  make(path);
  await expect(readEncodedFrame({ kind: 'image-file', path })).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringContaining(path),
  });
});
