import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findNativePackage, nativeFolder } from '../../main/models/native/native-folder.ts';
import { nativeTensorflowStatus } from '../../main/models/native/native-status.ts';
import { installTensorflow } from '../../main/setup/install-tensorflow.ts';
import { SteerscopeError, type ErrorCode } from '../../shared/steerscope-error.ts';

/*
 * `npm run test:native`: the engines' contract and the native suite on TensorFlow's own library. It takes the installation
 * that is there, else builds one in .cache/, once. Where that cannot be (no compiler, no pip, no network) it says so and
 * passes; a build or a test that fails is red.
 */

const root = join(import.meta.dirname, '..', '..');
/** What a machine may lack without anything being wrong with the product. */
const excused: readonly ErrorCode[] = ['not-found', 'unreachable', 'disk-full'];

const folder = await prepare();
if (folder !== null) process.exitCode = runSuite(folder, (await nativeTensorflowStatus()).version ?? '?');

/** The folder with a native TensorFlow that loads; null, with the reason told, where this machine cannot have one. */
async function prepare(): Promise<string | null> {
  const asked = nativeFolder();
  if (asked === null) return notRun('it is turned off by STEERSCOPE_NATIVE_TENSORFLOW.');
  if (findNativePackage() !== null) return asked;
  const folder = process.env['STEERSCOPE_NATIVE_TENSORFLOW'] ?? join(root, '.cache', 'native-tensorflow');
  const tell = (line: string): void => void process.stdout.write(`native TensorFlow: ${line}\n`);
  try {
    const lockPath = join(root, 'package-lock.json');
    await installTensorflow({ folder, lockPath, tensorflow: null, cuda: false, tell });
  } catch (thrown) {
    if (thrown instanceof SteerscopeError && excused.includes(thrown.code)) return notRun(thrown.message);
    throw thrown;
  }
  process.env['STEERSCOPE_NATIVE_TENSORFLOW'] = folder;
  return folder;
}

function notRun(reason: string): null {
  process.stdout.write(`native TensorFlow: not run: ${reason}\n`);
  return null;
}

function runSuite(folder: string, version: string): number {
  const scratch = mkdtempSync(join(tmpdir(), 'steerscope-native-'));
  const results = join(scratch, 'results.json');
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const args = [vitest, 'run', '--config', join(import.meta.dirname, 'vitest.config.ts'), ...reporters];
  const env = { ...process.env, STEERSCOPE_NATIVE_TENSORFLOW: folder };
  try {
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
    if (status !== 0) return status ?? 1;
    const { numPassedTests } = JSON.parse(readFileSync(results, 'utf8')) as { numPassedTests: number };
    process.stdout.write(`native TensorFlow: built against TensorFlow ${version}, ${numPassedTests} tests ran\n`);
    return 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
