import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPreprocessing } from '../../../../main/preprocess/read-preprocessing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steerscope-preprocessing-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string) {
  const path = join(folder, 'preprocessing.json');
  await writeFile(path, text);
  return await readPreprocessing(path);
}

test('a file is read with its defaults filled in', async () => {
  expect(await read('\uFEFF{"camera": "left", "steps": [{"op": "crop", "top": 60}, {"op": "affine"}]}')).toEqual({
    version: 1,
    camera: 'left',
    steps: [
      { op: 'crop', top: 60, bottom: 0, left: 0, right: 0 },
      { op: 'affine', scale: 1, offset: 0 },
    ],
  });
});

test.each([
  ['{"steps": [{"op": "resize", "width": 0, "height": 66, "method": "cv2-linear"}]}', /steps\[0\]\.width.*>=1/],
  ['{"steps": [{"op": "resize", "width": 200, "height": 66, "method": "bicubic"}]}', /steps\[0\]\.method.*"cv2-area"/],
  ['{"steps": [{"op": "flip"}]}', /steps\[0\]\.op/],
  ['{"steps": [{"op": "gaussian-blur", "kernel": 4}]}', /steps\[0\]\.kernel/],
  ['{"steps": [], "kamera": "left"}', /kamera/],
  ['[]', /the file.*expected object/],
  ['{"steps": [,]}', /not JSON/],
])('%s is refused, naming the field', async (text, message) => {
  await expect(read(text)).rejects.toMatchObject({
    code: 'bad-preprocessing',
    message: expect.stringMatching(message),
  });
});

test('what is missing, a folder or too large is refused', async () => {
  await expect(readPreprocessing(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(readPreprocessing(folder)).rejects.toMatchObject({ code: 'not-readable' });
  await expect(read(' '.repeat(1024 * 1024 + 1))).rejects.toMatchObject({
    code: 'bad-preprocessing',
    message: expect.stringContaining('1048577 bytes'),
  });
});
