import * as tf from '@tensorflow/tfjs-core';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import './native-environment.ts';
import { findNativePackage, nativeBindingPath, nativePackageName } from './native-folder.ts';
import { chosenGpu, listGpus } from './native-gpus.ts';
import { restoreRemovedNodeFunctions } from './native-node-functions.ts';
import { addTensorMethods } from './native-tensor-methods.ts';

/** The name under which the package registers its kernels. */
export const nativeBackendName = 'tensorflow';

/** TensorFlow's own library, loaded in this thread as a backend of TF.js. */
export interface NativeTensorflow {
  /** Of TensorFlow: `2.21.0`. */
  readonly version: string;
  readonly deviceKind: 'cuda' | 'cpu';
  /** `CPU (TensorFlow 2.21.0)`, or the GPU's name. */
  readonly device: string;
}

interface Binding {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}

interface BackendModule {
  readonly NodeJSKernelBackend: new (binding: Binding, packageName: string) => tf.KernelBackend;
}

let loading: Promise<NativeTensorflow | null> | null = null;

/**
 * Loads native TensorFlow in this thread, once; null where it is not installed. Its device is the GPU that
 * `CUDA_VISIBLE_DEVICES` leaves, else the CPU.
 * @throws SteerscopeError `engine-failed` when it is installed and does not load.
 */
export function loadNativeTensorflow(): Promise<NativeTensorflow | null> {
  loading ??= load(findNativePackage());
  return loading;
}

async function load(packageFolder: string | null): Promise<NativeTensorflow | null> {
  if (packageFolder === null) return null;
  try {
    const binding = registerBackend(packageFolder);
    const version = binding.TF_Version;
    if (!binding.isUsingGpuDevice()) return { version, deviceKind: 'cpu', device: `CPU (TensorFlow ${version})` };
    return { version, deviceKind: 'cuda', device: chosenGpu(await listGpus())?.name ?? 'GPU' };
  } catch (cause) {
    throw new SteerscopeError(
      'engine-failed',
      `Native TensorFlow does not load (${firstLine(cause)}): ${packageFolder}`,
      'Build it anew by npm run setup:tensorflow.',
      { cause },
    );
  }
}

/**
 * Registers the package's kernels and its backend with our TF.js. The package itself would bring the whole of TF.js, with
 * an engine of its own beside ours, so only the two modules that matter are loaded, and their `require` is answered by
 * the one core that there is.
 */
function registerBackend(packageFolder: string): Binding {
  restoreRemovedNodeFunctions();
  addTensorMethods();
  const require = createRequire(import.meta.url);
  const core = pathToFileURL(require.resolve('@tensorflow/tfjs-core')).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@tensorflow/tfjs' || specifier === '@tensorflow/tfjs-core'
        ? { url: core, format: 'commonjs', shortCircuit: true }
        : next(specifier, context),
  });
  try {
    const binding = require(join(packageFolder, nativeBindingPath)) as Binding;
    require(join(packageFolder, 'dist', 'register_all_kernels.js'));
    const backend = require(join(packageFolder, 'dist', 'nodejs_kernel_backend.js')) as BackendModule;
    tf.registerBackend(nativeBackendName, () => new backend.NodeJSKernelBackend(binding, nativePackageName));
    return binding;
  } finally {
    hooks.deregister();
  }
}

const firstLine = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).split('\n', 1).join('');
