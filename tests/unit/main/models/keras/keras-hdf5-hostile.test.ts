import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openModel } from '../../../../../main/models/registry.ts';
import { sequentialConfig, writeKerasFile } from '../../../../support/keras-file.ts';

/** Some tenths of a second on a machine with nothing else to do; `npm run fuzz` measures. */
const patienceMs = 10_000;

const fixtures = join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'hostile-hdf5');
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'steerscope-hostile-'));
  // What the links lead to is there and sound.
  const weights = {
    'kernel:0': { shape: [3, 3, 1, 2], values: Array.from({ length: 18 }, () => 1) },
    'bias:0': { shape: [2], values: [0, 0] },
  };
  const config = sequentialConfig([8, 9, 1], [['Conv2D', { name: 'conv', filters: 2, kernel_size: 3 }]]);
  await writeKerasFile(join(folder, 'other.h5'), { config, weights: { conv: weights } });
  writeFileSync(join(folder, 'cycle.json'), JSON.stringify(config));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  ['external-storage.h5', 'not-readable', /damaged/],
  ['external-link.h5', 'not-a-network', /holds no Keras network/],
  ['virtual.h5', 'not-readable', /kernel:0 of layer conv are no numbers/],
  ['bomb.h5', 'not-readable', /it claims 1526 MiB of weights/],
  ['cycle.weights.h5', 'not-readable', /its groups hold one another/],
  ['half.h5', 'unsupported-network', /16-bit floats/],
])('%s is refused', async (name, code, message) => {
  const path = join(folder, name);
  copyFileSync(join(fixtures, name), path);
  const started = performance.now();
  await expect(openModel(path)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(performance.now() - started).toBeLessThan(patienceMs);
});

test('what the links lead to would open', async () => {
  (await openModel(join(folder, 'other.h5'))).dispose();
});
