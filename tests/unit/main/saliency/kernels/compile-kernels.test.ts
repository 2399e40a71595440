import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileKernels } from '../../../../../main/saliency/kernels/compile-kernels.ts';

test('what is run is what map-kernels.ts says; if not, `npm run kernels`', async () => {
  const folder = join(import.meta.dirname, '../../../../../main/saliency/kernels');
  expect(await compileKernels()).toBe(readFileSync(join(folder, 'map-kernels.wasm.ts'), 'utf8'));
});
