import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';

/** The backend's compiled module claims these events of the whole process and throws what it is handed. */
const claimedEvents = ['uncaughtException', 'unhandledRejection'] as const;

/** Starts TF.js on WebAssembly, in this thread; every later call is free. Failures of others stay with their own handlers. */
export async function startTensorflow(): Promise<void> {
  const before = claimedEvents.map((event) => process.listeners(event as 'uncaughtException'));
  await tf.setBackend('wasm');
  await tf.ready();
  for (const [index, event] of claimedEvents.entries())
    for (const listener of process.listeners(event as 'uncaughtException'))
      if (before[index]?.includes(listener) !== true) process.off(event, listener);
}
