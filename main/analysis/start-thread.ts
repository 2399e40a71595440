import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import '../engines/no-telemetry.ts';
import '../models/native/native-environment.ts';
import './keep-wasm-wrappers.ts';

/** How long a cancelled thread may take to come to an end by itself: the longest that a batch of any network may run. */
export const threadPatienceMs = 30_000;

/**
 * Of each thread, for what is soon garbage. V8 would take some 100 MB; and pictures, which lie outside it, are let go of
 * only when it is full.
 */
const maxYoungGenerationSizeMb = 3;

/**
 * Starts the thread whose entry is `entry` (`./analysis-worker`, without extension) beside the module `importMetaUrl`;
 * files end in .ts in a checkout and in .js in a build.
 */
export function startThread(entry: string, importMetaUrl: string, workerData?: unknown): Worker {
  return new Worker(new URL(`${entry}${extname(importMetaUrl)}`, importMetaUrl), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb },
  });
}
