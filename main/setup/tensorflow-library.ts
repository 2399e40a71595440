import { existsSync, globSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { nvidiaRequirements } from './cuda-libraries.ts';
import { downloadWheel, findPip } from './python-wheel.ts';
import { unpackWheel } from './unpack-wheel.ts';

/** What is fetched, and what the binding is tested with; `--tensorflow` takes others. */
export const tensorflowVersion = '2.21.0';

/** TensorFlow's own libraries inside its Python package: they export the C API that the binding calls. */
export const libraryNames = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/** Of a wheel with thousands of headers and all of Keras: the libraries, and the headers of the C API. */
const wantedOfTensorflow =
  /^tensorflow\/(libtensorflow_(cc|framework)\.so\.2$|include\/(tensorflow\/(c|core\/platform)|tsl\/platform|xla\/tsl\/c)\/)|\/METADATA$/;
const wantedOfNvidia = /^nvidia\/[^/]+\/(?!include\/)/;

/**
 * The folder of an installed TensorFlow, given itself or as the site-packages or the virtual environment that it is in.
 * @throws SteerscopeError `not-found`.
 */
export function findTensorflow(given: string): string {
  const found = [
    given,
    join(given, 'tensorflow'),
    ...globSync(join(given, 'lib', 'python3*', 'site-packages', 'tensorflow')),
  ].find(
    (folder) => libraryNames.every((name) => existsSync(join(folder, name))) && existsSync(join(folder, 'include')),
  );
  if (found !== undefined) return resolve(found);
  throw new SteerscopeError(
    'not-found',
    `There is no TensorFlow with ${libraryNames[0]} and its headers here: ${given}`,
    'Name the folder of a virtual environment with tensorflow or tensorflow-cpu, or leave --tensorflow out.',
  );
}

/** The wheel of the version that is fetched. On Arm the plain one is the one without CUDA. */
export const tensorflowWheel = (cuda: boolean): string =>
  `${cuda || process.arch === 'arm64' ? 'tensorflow' : 'tensorflow-cpu'}==${tensorflowVersion}`;

/** What the download and what is made of it take at their largest, together. */
export const bytesNeeded = (cuda: boolean): number => (cuda ? 9e9 : 1.5e9);

/**
 * Fetches TensorFlow's libraries and headers, with `cuda` NVIDIA's beside them, into `folder`, laid out as in a
 * site-packages: TensorFlow finds NVIDIA's by that. One wheel at a time, each gone when it is unpacked.
 * @returns the folder of TensorFlow in it.
 * @throws SteerscopeError `not-found` without pip, `unreachable`, `disk-full`.
 */
export async function fetchTensorflow(
  folder: string,
  cuda: boolean,
  tell: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const python = await findPip(signal);
  const fetch = async (requirement: string, wanted: RegExp): Promise<void> => {
    tell(`Fetching ${requirement} ...`);
    const downloads = join(folder, 'downloads');
    const wheel = await downloadWheel(python, requirement, downloads, signal);
    await unpackWheel(wheel, folder, (name) => wanted.test(name), signal);
    await rm(downloads, { recursive: true });
  };
  await fetch(tensorflowWheel(cuda), wantedOfTensorflow);
  if (cuda) for (const requirement of await cudaRequirements(folder)) await fetch(requirement, wantedOfNvidia);
  return join(folder, 'tensorflow');
}

/** What `tensorflow[and-cuda]` asks for beside itself, as pip has it. */
async function cudaRequirements(folder: string): Promise<readonly string[]> {
  const [metadata = ''] = globSync(join(folder, 'tensorflow-*.dist-info', 'METADATA'));
  return nvidiaRequirements(await readFile(metadata, 'utf8'), ['and-cuda']);
}
