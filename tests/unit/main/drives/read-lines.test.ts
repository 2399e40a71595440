import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { maxLineChars, readFirstLines, readLines } from '../../../../main/drives/read-lines.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

async function linesOf(content: string | Uint8Array): Promise<[number, string | null][]> {
  using folder = temporaryFolder();
  const path = join(folder.path, 'log.csv');
  writeFileSync(path, content);
  const numbered: [number, string | null][] = [];
  for await (const { firstLine, lines } of readLines(path))
    lines.forEach((line, index) => numbered.push([firstLine + index, line]));
  return numbered;
}

const texts = async (content: string | Uint8Array): Promise<unknown[]> =>
  (await linesOf(content)).map(([, line]) => line);

test.each([
  ['LF', 'a\nb\n', ['a', 'b']],
  ['CR LF and no end', 'a\r\n\r\nb', ['a', '', 'b']],
  ['CR alone', 'a\rb\r', ['a', 'b']],
  ['nothing', '', []],
  ['UTF-8 mark', '\ufeffä\nb', ['ä', 'b']],
])('%s', async (_, content, expected) => {
  expect(await texts(content)).toEqual(expected);
});

test('UTF-16, both ways round, with and without a mark', async () => {
  const text = 'name,angle\n원본.jpg,1\nphoto_number_two.jpg,12345678901234567890\n';
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(little).swap16();
  const expected = text.split('\n').slice(0, -1);
  expect(await texts(little)).toEqual(expected);
  expect(await texts(big)).toEqual(expected);
  expect(await texts(Buffer.concat([Buffer.of(0xff, 0xfe), little]))).toEqual(expected);
  expect(await texts(Buffer.concat([Buffer.of(0xfe, 0xff), big]))).toEqual(expected);
});

test('lines and characters across chunks stay whole', async () => {
  const lines = Array.from({ length: 60_000 }, (_, index) => `${index} 원본 사진 커브 구간`);
  expect(await texts(lines.join('\r\n'))).toEqual(lines);
});

test('an overlong line counts as one line and is not kept', async () => {
  const long = 'x'.repeat(3 * maxLineChars);
  expect(await linesOf(`a\n${long}\nb`)).toEqual([
    [1, 'a'],
    [2, null],
    [3, 'b'],
  ]);
  expect(await linesOf(long)).toEqual([[1, null]]);
  expect(await linesOf(`a\n${'y'.repeat(maxLineChars + 1)}\nb`)).toEqual([
    [1, 'a'],
    [2, null],
    [3, 'b'],
  ]);
});

test('the first lines leave out the one that is cut', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'log.csv');
  writeFileSync(path, 'ab\ncd\nef');
  expect(await readFirstLines(path, 7)).toEqual(['ab', 'cd']);
  expect(await readFirstLines(path, 100)).toEqual(['ab', 'cd', 'ef']);
  expect(await readFirstLines(join(folder.path, 'none'), 100)).toBeNull();
  expect(await readFirstLines(folder.path, 100)).toBeNull();
});

test('a folder and a missing file are no text', async () => {
  using folder = temporaryFolder();
  await expect(readLines(folder.path).next()).rejects.toMatchObject({ code: 'not-readable' });
  await expect(readLines(join(folder.path, 'none')).next()).rejects.toMatchObject({ code: 'not-readable' });
});
