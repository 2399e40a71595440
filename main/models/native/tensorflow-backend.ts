import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import type { DeviceChoice, EngineInfo } from '../../../shared/analysis.ts';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { notInstalled } from './native-status.ts';
import { loadNativeTensorflow, nativeBackendName } from './native-tensorflow.ts';

/** What TF.js computes on. Tensors that lie on another backend move over when they are first used. */
export interface TensorflowBackend extends Pick<EngineInfo, 'deviceKind' | 'device' | 'library' | 'fallbackReason'> {
  /** For `tf.setBackend`. */
  readonly name: string;
}

/** The backend's compiled module claims these events of the whole process and throws what it is handed. */
const claimedEvents = ['uncaughtException', 'unhandledRejection'] as const;

let starting: Promise<void> | null = null;

/** Gives TF.js a backend in this thread to build networks on: WebAssembly, which is everywhere. Every later call is free. */
export function startTensorflow(): Promise<void> {
  starting ??= startWebAssembly();
  return starting;
}

/**
 * The backend for a device: native TensorFlow for `cuda` and `cpu`, WebAssembly for `wasm`, the first of these that this
 * machine has for `auto`. Where it has not what was asked for, or what it has does not load, WebAssembly with the reason.
 */
export async function chooseTensorflowBackend(device: DeviceChoice): Promise<TensorflowBackend> {
  await startTensorflow();
  if (device === 'wasm') return webAssembly(null);
  try {
    const native = await loadNativeTensorflow();
    // Nothing is given up where nothing was installed.
    if (native === null) return webAssembly(device === 'auto' ? null : notInstalled());
    if (device !== 'auto' && device !== native.deviceKind)
      return webAssembly(`TensorFlow ${native.version} runs on ${native.device} here, not on ${device}.`);
    const library = `TensorFlow.js ${tf.version_core} with TensorFlow ${native.version}`;
    const { deviceKind, device: deviceName } = native;
    return { name: nativeBackendName, deviceKind, device: deviceName, library, fallbackReason: null };
  } catch (thrown) {
    return webAssembly(SteerscopeError.from(thrown).message);
  }
}

const webAssembly = (fallbackReason: string | null): TensorflowBackend => ({
  name: 'wasm',
  deviceKind: 'wasm',
  device: 'WebAssembly',
  library: `TensorFlow.js ${tf.version_core}`,
  fallbackReason,
});

/** Failures of others stay with their own handlers. */
async function startWebAssembly(): Promise<void> {
  const before = claimedEvents.map((event) => process.listeners(event as 'uncaughtException'));
  await tf.setBackend('wasm');
  await tf.ready();
  for (const [index, event] of claimedEvents.entries())
    for (const listener of process.listeners(event as 'uncaughtException'))
      if (before[index]?.includes(listener) !== true) process.off(event, listener);
}
