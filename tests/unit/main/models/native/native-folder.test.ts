import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { findNativePackage, nativeBindingPath, nativeFolder } from '../../../../../main/models/native/native-folder.ts';
import { nativeTensorflowStatus } from '../../../../../main/models/native/native-status.ts';
import { chooseTensorflowBackend } from '../../../../../main/models/native/tensorflow-backend.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** A folder as the setup leaves it, but for the binding, which is no library. */
function brokenInstallation(): string {
  const folder = mkdtempSync(join(tmpdir(), 'steerscope-native-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const binding = join(folder, 'node_modules', '@tensorflow', 'tfjs-node-gpu', nativeBindingPath);
  mkdirSync(dirname(binding), { recursive: true });
  writeFileSync(binding, 'no library');
  return folder;
}

describe('native TensorFlow is looked for', () => {
  test('in the folder that the environment names, else in the one of the user', () => {
    vi.stubEnv('STEERSCOPE_NATIVE_TENSORFLOW', '/elsewhere');
    expect(nativeFolder()).toBe('/elsewhere');
    vi.stubEnv('STEERSCOPE_NATIVE_TENSORFLOW', undefined);
    vi.stubEnv('XDG_DATA_HOME', '/data');
    if (process.platform === 'linux') expect(nativeFolder()).toBe('/data/steerscope/native-tensorflow');
  });

  test('nowhere when the environment names nothing', () => {
    vi.stubEnv('STEERSCOPE_NATIVE_TENSORFLOW', '');
    expect(nativeFolder()).toBeNull();
    expect(findNativePackage()).toBeNull();
  });
});

test('turned off, networks run on WebAssembly, and nothing was given up', async () => {
  vi.stubEnv('STEERSCOPE_NATIVE_TENSORFLOW', '');
  expect(await chooseTensorflowBackend('auto')).toMatchObject({
    deviceKind: 'wasm',
    device: 'WebAssembly',
    fallbackReason: null,
  });
  expect(await chooseTensorflowBackend('cuda')).toMatchObject({
    deviceKind: 'wasm',
    fallbackReason: 'Native TensorFlow is turned off by STEERSCOPE_NATIVE_TENSORFLOW.',
  });
});

test('one that does not load is WebAssembly with the reason, and not available', async () => {
  vi.stubEnv('STEERSCOPE_NATIVE_TENSORFLOW', brokenInstallation());
  const fresh = await import('../../../../../main/models/native/tensorflow-backend.ts');
  const reason = /^Native TensorFlow does not load \(.+\): .*tfjs-node-gpu$/;
  expect(await fresh.chooseTensorflowBackend('auto')).toMatchObject({
    name: 'wasm',
    fallbackReason: expect.stringMatching(reason) as string,
  });
  expect(await nativeTensorflowStatus()).toEqual({
    available: false,
    version: null,
    devices: [],
    reason: expect.stringMatching(reason) as string,
  });
});
