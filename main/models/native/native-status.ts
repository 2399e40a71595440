import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import './native-environment.ts';
import { findNativePackage, nativeFolder } from './native-folder.ts';
import { chosenGpu, listGpus } from './native-gpus.ts';
import type { TrialAnswer } from './native-trial-worker.ts';
import type { NativeTensorflow } from './native-tensorflow.ts';

/** Whether this machine has TensorFlow's own library, and what it runs on. */
export interface NativeTensorflowStatus {
  readonly available: boolean;
  /** Of TensorFlow; null when it is not available. */
  readonly version: string | null;
  /** What it runs on by itself: the GPU where it has one, else the CPU. Empty when it is not available. */
  readonly devices: readonly Pick<NativeTensorflow, 'deviceKind' | 'device'>[];
  /** Why it is not available, or why it does without the GPU, and what would change that; null when there is nothing to say. */
  readonly reason: string | null;
}

/** Loading takes half a second; a cold disk, many. */
const patienceMs = 120_000;

let asking: Promise<NativeTensorflowStatus> | null = null;

/** Asked once a process; the trial runs in another, so that a library that crashes takes nothing with it. */
export function nativeTensorflowStatus(): Promise<NativeTensorflowStatus> {
  asking ??= ask();
  return asking;
}

async function ask(): Promise<NativeTensorflowStatus> {
  if (findNativePackage() === null) return unavailable(notInstalled());
  const answer = await tryNativeTensorflow();
  if ('failure' in answer) return unavailable(answer.failure);
  if (answer.native === null) return unavailable(notInstalled());
  const { version, deviceKind, device } = answer.native;
  const gpu = deviceKind === 'cpu' ? chosenGpu(await listGpus()) : null;
  const reason = gpu && `TensorFlow ${version} does not use the ${gpu.name}: npm run setup:tensorflow -- --cuda`;
  return { available: true, version, devices: [{ deviceKind, device }], reason };
}

const unavailable = (reason: string): NativeTensorflowStatus => ({
  available: false,
  version: null,
  devices: [],
  reason,
});

/** Why there is none to load, in a sentence. */
export const notInstalled = (): string =>
  nativeFolder() === null
    ? 'Native TensorFlow is turned off by STEERSCOPE_NATIVE_TENSORFLOW.'
    : 'Native TensorFlow is not installed: npm run setup:tensorflow.';

/** Loads and runs it in a process of its own. @param environment on top of this process's. */
export function tryNativeTensorflow(environment: NodeJS.ProcessEnv = {}, signal?: AbortSignal): Promise<TrialAnswer> {
  const entry = fileURLToPath(new URL(`./native-trial-worker${extname(import.meta.url)}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = fork(entry, { env: { ...process.env, ...environment }, signal, timeout: patienceMs, silent: true });
    let complaint = '';
    child.stderr?.on('data', (text: Buffer) => (complaint = `${complaint}${text.toString()}`.slice(-2000)));
    child.on('message', (answer) => resolve(answer as TrialAnswer));
    child.on('error', reject);
    child.on('exit', (code, by) => {
      const last = complaint.trim().split('\n').at(-1) ?? '';
      resolve({
        failure: `Native TensorFlow ended its process with ${by ?? `code ${code}`} ${last && `(${last})`}`.trim(),
      });
    });
  });
}
