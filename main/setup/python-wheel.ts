import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { findTool, runTool } from './run-tool.ts';

/** Any Python's wheel carries the same libraries, so the one that is here need not be of a version that TensorFlow likes. */
const pythonVersion = '3.12';

/** What a wheel may say it was built for; pip takes each word as it stands. */
const manylinux = ['manylinux_2_28', 'manylinux_2_27', 'manylinux_2_17', 'manylinux2014', 'manylinux1'];

const machines: Partial<Record<NodeJS.Architecture, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** A Python that has pip. @throws SteerscopeError `not-found`. */
export async function findPip(signal?: AbortSignal): Promise<string> {
  const python = await findTool(['python3', 'python'], ['-m', 'pip', '--version'], signal);
  if (python !== null) return python;
  throw new SteerscopeError(
    'not-found',
    'The libraries come as Python wheels, and there is no Python with pip here.',
    'Install python3 and python3-pip, and try again.',
  );
}

/**
 * Downloads one wheel, without what it depends on, into `folder`.
 * @param requirement as pip has it: `tensorflow-cpu==2.21.0`.
 * @returns its path.
 * @throws SteerscopeError `unreachable`, `disk-full`, `not-found` where it is not made for this machine.
 */
export async function downloadWheel(
  python: string,
  requirement: string,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  // Among what is removed when this ends; the system's own is small on many machines.
  const temporary = join(folder, 'temporary');
  await mkdir(temporary, { recursive: true });
  const before = new Set(await readdir(folder));
  const platforms = manylinux.flatMap((name) => ['--platform', `${name}_${machines[process.arch] ?? process.arch}`]);
  const how = ['--no-deps', '--only-binary=:all:', '--no-cache-dir', '--python-version', pythonVersion, ...platforms];
  const args = ['-m', 'pip', 'download', '--quiet', '--dest', folder, ...how, requirement];
  const run = await runTool(python, args, { signal, environment: { TMPDIR: temporary } });
  const wheel = (await readdir(folder)).find((name) => !before.has(name) && name.endsWith('.whl'));
  if (run?.ok === true && wheel !== undefined) return join(folder, wheel);
  throw pipError(requirement, run?.complaint ?? 'it is gone');
}

function pipError(requirement: string, complaint: string): SteerscopeError {
  if (/no space left/i.test(complaint))
    return new SteerscopeError(
      'disk-full',
      `The disk became full while pip fetched ${requirement}.`,
      'Make room, and try again.',
    );
  // Without a connection pip ends by the same words, after it told of each retry.
  return new SteerscopeError(
    'unreachable',
    `pip cannot fetch ${requirement} (${complaint}).`,
    'Check the connection, or the index that pip is set to, and try again.',
  );
}
