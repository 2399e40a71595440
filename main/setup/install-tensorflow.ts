import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { nativePackageName } from '../models/native/native-folder.ts';
import { tryNativeTensorflow } from '../models/native/native-status.ts';
import type { NativeTensorflow } from '../models/native/native-tensorflow.ts';
import { buildBinding, findCompiler, memoryBound } from './build-binding.ts';
import { installPackage, pinnedPackage, type PinnedPackage } from './npm-package.ts';
import { openStagingFolder } from './staging-folder.ts';
import { bytesNeeded, fetchTensorflow, findTensorflow, tensorflowWheel } from './tensorflow-library.ts';

export interface InstallRequest {
  /** Where it goes; takes the place of what is there. */
  readonly folder: string;
  /** package-lock.json of this checkout, which pins the sources. */
  readonly lockPath: string;
  /** An installed TensorFlow to link with; null: one is fetched by pip. */
  readonly tensorflow: string | null;
  /** Whether NVIDIA's libraries are fetched too. */
  readonly cuda: boolean;
  readonly tell: (line: string) => void;
}

export interface Installed {
  readonly native: NativeTensorflow;
  /** False when all of it was there already. */
  readonly built: boolean;
}

/** Bound to TensorFlow, and what it reads SavedModels with. */
const packageNames = [nativePackageName, 'google-protobuf'] as const;
const recipeFile = 'recipe.txt';

/**
 * Builds the binding of the native package against TensorFlow's own library and proves in another process that it computes.
 * The folder appears when all of that is done; cancelled or failed, nothing is left.
 * @throws SteerscopeError `not-found` (platform, compiler, pip), `unreachable`, `disk-full`, `output-not-writable`,
 *   `engine-failed`; AbortError.
 */
export async function installTensorflow(request: InstallRequest, signal?: AbortSignal): Promise<Installed> {
  refusePlatform(process.platform, process.arch);
  const { folder, tell, cuda } = request;
  const packages = await Promise.all(packageNames.map((name) => pinnedPackage(request.lockPath, name)));
  const installed = request.tensorflow === null ? null : findTensorflow(request.tensorflow);
  const recipe = recipeOf(packages, installed ?? tensorflowWheel(cuda));
  if ((await readFile(join(folder, recipeFile), 'utf8').catch(() => '')) === recipe) {
    const native = await tried(folder, signal).catch(() => null);
    if (native !== null) return { native, built: false };
    tell('What was built before no longer loads, and is built anew.');
  }
  const compiler = await findCompiler(signal);
  const staging = await openStagingFolder(folder, installed === null ? bytesNeeded(cuda) : 1e8);
  try {
    const nodeModules = join(staging.path, 'node_modules');
    for (const pinned of packages) {
      tell(`Fetching ${pinned.name} ${pinned.version} ...`);
      await installPackage(pinned, nodeModules, signal);
    }
    const tensorflow = installed ?? (await fetchTensorflow(join(staging.path, 'python'), cuda, tell, signal));
    tell(`Compiling the binding with ${compiler} ...`);
    const packageFolder = join(nodeModules, nativePackageName);
    await buildBinding({ compiler, packageFolder, tensorflow, movesAlong: installed === null }, signal);
    tell('Trying it ...');
    const native = await tried(staging.path, signal);
    await writeFile(join(staging.path, recipeFile), recipe);
    signal?.throwIfAborted();
    await staging.publish();
    return { native, built: true };
  } catch (thrown) {
    throw diskFull(thrown, folder) ?? thrown;
  } finally {
    await staging.discard();
  }
}

/** What a build was made of: another recipe is another build. */
function recipeOf(packages: readonly PinnedPackage[], tensorflow: string): string {
  const made = [...packages.map(({ integrity }) => integrity), tensorflow, memoryBound.insert, process.arch];
  return createHash('sha256').update(made.join('\n')).digest('hex');
}

async function tried(folder: string, signal?: AbortSignal): Promise<NativeTensorflow> {
  const answer = await tryNativeTensorflow({ STEERSCOPE_NATIVE_TENSORFLOW: folder }, signal);
  if ('native' in answer && answer.native !== null) return answer.native;
  const reason = 'failure' in answer ? answer.failure : 'Native TensorFlow was built and is not found.';
  throw new SteerscopeError(
    'engine-failed',
    reason,
    'Try another TensorFlow by --tensorflow; Steerscope computes with onnxruntime and WebAssembly meanwhile.',
  );
}

/** @throws SteerscopeError `not-found` where TensorFlow's wheels bring no library of this kind. */
export function refusePlatform(platform: string, arch: string): void {
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return;
  throw new SteerscopeError(
    'not-found',
    `Native TensorFlow is built on Linux with x64 or arm64, not on ${platform} with ${arch}.`,
    'Use the engine ONNX Runtime (onnx), which has the GPUs of this system, or the window served by a Linux machine.',
  );
}

function diskFull(thrown: unknown, folder: string): SteerscopeError | null {
  if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) return null;
  return new SteerscopeError(
    'disk-full',
    `The disk became full: ${folder}`,
    'Make room, or name a folder on another disk in STEERSCOPE_NATIVE_TENSORFLOW.',
    { cause: thrown },
  );
}
