import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryBound } from '../../../../main/setup/build-binding.ts';
import { installTensorflow, refusePlatform } from '../../../../main/setup/install-tensorflow.ts';

/* The tools that the setup calls are small scripts here, each of which fails in its way. */

let scratch: string;
const inScratch = (...parts: string[]): string => join(scratch, ...parts);

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'steerscope-setup-'));
  for (const folder of ['bin', 'place']) mkdirSync(inScratch(folder));
  vi.stubEnv('PATH', inScratch('bin'));
  vi.stubEnv('npm_execpath', undefined);
  vi.stubEnv('CXX', undefined);
  symlinkSync(which('tar'), inScratch('bin', 'tar'));
  symlinkSync(which('gzip'), inScratch('bin', 'gzip'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(scratch, { recursive: true });
});

const which = (name: string): string =>
  execFileSync('/bin/sh', ['-c', `PATH=/usr/bin:/bin command -v ${name}`])
    .toString()
    .trim();

function tool(name: string, script: string): void {
  writeFileSync(inScratch('bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(inScratch('bin', name), 0o755);
}

/** An archive as npm packs them, with what the setup looks for in it, and npm that gives it for every package. */
function npmGives(source: string): void {
  mkdirSync(inScratch('package', 'binding'), { recursive: true });
  writeFileSync(inScratch('package', memoryBound.file), source);
  execFileSync('/bin/sh', ['-c', `PATH=/usr/bin:/bin tar -czf '${inScratch('sources.tgz')}' -C '${scratch}' package`]);
  // npm pack NAME --ignore-scripts --json --pack-destination FOLDER
  tool('npm', `/bin/cp '${inScratch('sources.tgz')}' "$6/sources.tgz"; echo '[{"filename":"sources.tgz"}]'`);
  pin(
    `sha512-${createHash('sha512')
      .update(readFileSync(inScratch('sources.tgz')))
      .digest('base64')}`,
  );
}

function pin(integrity: string): void {
  const pinned = { version: '4.22.0', integrity };
  const packages = { 'node_modules/@tensorflow/tfjs-node-gpu': pinned, 'node_modules/google-protobuf': pinned };
  writeFileSync(inScratch('package-lock.json'), JSON.stringify({ packages }));
}

/** A TensorFlow to link with, as far as looking at it goes. */
function tensorflow(): string {
  const folder = inScratch('venv', 'lib', 'python3.12', 'site-packages', 'tensorflow');
  mkdirSync(join(folder, 'include'), { recursive: true });
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) writeFileSync(join(folder, name), '');
  return inScratch('venv');
}

const install = (given: string | null = null, signal?: AbortSignal): Promise<unknown> =>
  installTensorflow(
    {
      folder: inScratch('place', 'native-tensorflow'),
      lockPath: inScratch('package-lock.json'),
      tensorflow: given,
      cuda: false,
      tell: () => undefined,
    },
    signal,
  );

describe.skipIf(process.platform !== 'linux')('a setup that fails says why, and leaves nothing', () => {
  afterEach(() => expect(readdirSync(inScratch('place'))).toEqual([]));

  test('without a compiler', async () => {
    pin('sha512-any');
    await expect(install()).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no C++ compiler here (g++, clang++, c++).',
      nextStep: expect.stringContaining('apt install g++') as string,
    });
  });

  test('without npm, or a network for it', async () => {
    tool('g++', '');
    pin('sha512-any');
    await expect(install()).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('no npm') as string,
    });
    tool('npm', 'echo getaddrinfo ENOTFOUND >&2; exit 1');
    await expect(install()).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('ENOTFOUND') as string,
    });
  });

  test('when npm gives other sources than are pinned', async () => {
    tool('g++', '');
    npmGives(memoryBound.after);
    pin('sha512-other');
    await expect(install()).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('is not what package-lock.json pins') as string,
    });
  });

  test('without pip, and with a pip that fetches nothing', async () => {
    tool('g++', '');
    npmGives(memoryBound.after);
    await expect(install()).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('no Python with pip') as string,
    });
    tool('python3', 'if [ "$3" = --version ]; then exit 0; fi; echo "Connection refused" >&2; exit 1');
    await expect(install()).rejects.toMatchObject({
      code: 'unreachable',
      message: 'pip cannot fetch tensorflow-cpu==2.21.0 (Connection refused).',
    });
    tool(
      'python3',
      'if [ "$3" = --version ]; then exit 0; fi; echo "OSError: [Errno 28] No space left on device" >&2; exit 1',
    );
    await expect(install()).rejects.toMatchObject({ code: 'disk-full' });
  });

  test('when the compiler fails, with its words', async () => {
    npmGives(memoryBound.after);
    tool('g++', 'if [ "$1" = --version ]; then exit 0; fi; echo "fatal error: node_api.h" >&2; exit 1');
    await expect(install(tensorflow())).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('(fatal error: node_api.h)') as string,
    });
  });

  test('when what was built does not load', async () => {
    npmGives(memoryBound.after);
    // The name of the binding comes last.
    tool('g++', 'for last in "$@"; do :; done; case "$last" in *.node) echo no library > "$last";; esac');
    await expect(install(tensorflow())).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(
        /^Native TensorFlow does not load \(.*(file too short|invalid ELF header)/,
      ) as string,
    });
  });

  test('when it is cancelled', async () => {
    tool('g++', '');
    pin('sha512-any');
    tool('npm', 'exec /bin/sleep 30');
    const cancelling = new AbortController();
    const installing = install(null, cancelling.signal);
    await vi.waitUntil(() => readdirSync(inScratch('place')).length > 0, { timeout: 5000 });
    cancelling.abort();
    await expect(installing).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('where there is no TensorFlow', async () => {
    pin('sha512-any');
    await expect(install(inScratch('place'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(inScratch('place')) as string,
    });
  });
});

test.skipIf(process.platform !== 'linux')(
  'bounds the memory of the GPU in the sources, and clears what a killed setup left',
  async () => {
    npmGives(`  ${memoryBound.after}\n  tfe_context_ = 1;\n`);
    tool(
      'g++',
      `for last in "$@"; do case "$last" in *tfjs_backend.cc) /bin/cp "$last" '${inScratch('compiled.cc')}';; esac; done; [ "$1" = --version ]`,
    );
    // No process has this number.
    const abandoned = inScratch('place', 'native-tensorflow.4194305.partial');
    mkdirSync(abandoned);
    await expect(install(tensorflow())).rejects.toMatchObject({ code: 'engine-failed' });
    expect(readFileSync(inScratch('compiled.cc'), 'utf8')).toMatch(
      /NewContextOptions\(\);\n {2}const unsigned char config.*\n {2}TFE_ContextOptionsSetConfig/,
    );
    expect(existsSync(abandoned)).toBe(false);
    expect(existsSync(dirname(abandoned))).toBe(true);
  },
);

test.each([
  ['win32', 'x64'],
  ['darwin', 'arm64'],
  ['linux', 'ia32'],
])('refuses %s with %s by name', (platform, arch) => {
  expect(() => refusePlatform(platform, arch)).toThrow(`not on ${platform} with ${arch}`);
  expect(() => refusePlatform('linux', 'x64')).not.toThrow();
});
