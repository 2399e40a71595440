import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { startBackgroundWorker } from '../../../../main/analysis/worker-thread.ts';

/** Nice values of this process's threads, by Linux's /proc: the 19th field, the name being the second. */
const niceOfThreads = (ids: readonly string[]): number[] =>
  ids.map((id) =>
    Number(
      readFileSync(`/proc/self/task/${id}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')[16],
    ),
  );

test.skipIf(process.platform !== 'linux')('a background thread gives way, the others stay as they are', async () => {
  const worker = startBackgroundWorker();
  try {
    await expect
      .poll(() => niceOfThreads(readdirSync('/proc/self/task')).filter((nice) => nice === 19).length, { timeout: 5000 })
      .toBeGreaterThan(0);
    expect(getPriority()).not.toBe(19);
  } finally {
    await worker.terminate();
  }
});
