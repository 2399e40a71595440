import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readSidecar, saveSidecar, sidecarPath } from '../../../../main/analysis/preprocessing-file.ts';
import type { Preprocessing } from '../../../../shared/preprocessing.ts';
import { temporaryFolder } from '../../../support/make-drive.ts';

const preprocessing: Preprocessing = { version: 1, steps: [{ op: 'colour', conversion: 'RGB2BGR' }] };
const other: Preprocessing = { version: 1, steps: [] };

function somewhere(): { readonly folder: string; readonly modelPath: string } {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return { folder: folder.path, modelPath: join(folder.path, 'n.h5') };
}

test('what is saved is read again, and nothing else is left in the folder', async () => {
  const { folder, modelPath } = somewhere();
  expect(await readSidecar(modelPath)).toBeNull();
  const fingerprint = await saveSidecar(modelPath, preprocessing, { seen: null, overwrite: false });
  expect(await readSidecar(modelPath)).toEqual({ preprocessing, fingerprint });
  expect(readdirSync(folder)).toEqual(['n.h5.steerscope.json']);
});

test('a file that changed since it was read is kept, unless the user says otherwise', async () => {
  const { modelPath } = somewhere();
  const first = await saveSidecar(modelPath, preprocessing, { seen: null, overwrite: false });
  const second = await saveSidecar(modelPath, other, { seen: first, overwrite: false });
  // Somebody edits it in between.
  const text = '{"steps": [{"op": "crop", "top": 60}]}';
  writeFileSync(sidecarPath(modelPath), text);
  await expect(saveSidecar(modelPath, preprocessing, { seen: second, overwrite: false })).rejects.toMatchObject({
    code: 'file-changed',
  });
  await expect(saveSidecar(modelPath, preprocessing, { seen: null, overwrite: false })).rejects.toMatchObject({
    code: 'file-changed',
  });
  expect(readFileSync(sidecarPath(modelPath), 'utf8')).toBe(text);
  await saveSidecar(modelPath, preprocessing, { seen: second, overwrite: true });
  expect((await readSidecar(modelPath))?.preprocessing).toEqual(preprocessing);
});

test('a folder that is not there or cannot be written to is said by its path', async () => {
  const { folder } = somewhere();
  const missing = join(folder, 'gone', 'n.h5');
  await expect(saveSidecar(missing, preprocessing, { seen: null, overwrite: false })).rejects.toMatchObject({
    code: 'output-not-writable',
    message: expect.stringContaining(sidecarPath(missing)),
  });
});
