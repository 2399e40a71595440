import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findElectronBinary } from '../../../../main/cli/electron-binary.ts';
import { temporaryFolder, writeFiles } from '../../../support/make-drive.ts';

afterEach(() => vi.unstubAllEnvs());

test('finds the executable where it lies, and downloads nothing where it does not', () => {
  using folder = temporaryFolder();
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder.path);
  expect(findElectronBinary()).toBeNull();
  writeFiles(folder.path, { electron: '' });
  // Where the package has its executable, path.txt names it; on Linux it is `electron` too.
  if (process.platform === 'linux') expect(findElectronBinary()).toBe(join(folder.path, 'electron'));
});
