import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { CaseOutcome } from './model-case.ts';

export interface FuzzReport {
  readonly cases: number;
  readonly seeds: readonly string[];
  /** How many ended in each way. */
  readonly results: ReadonlyMap<string, number>;
  /** What must never happen, with the number of the case: `npm run fuzz -- --first N --cases 1` does it again. */
  readonly failures: readonly string[];
  readonly slowestOpenMs: number;
  readonly largestRssBytes: number;
}

interface Told extends CaseOutcome {
  readonly starts?: number;
  readonly ends?: number;
  readonly seeds?: readonly string[];
  readonly rssBytes: number;
}

/** A case that takes longer hangs. */
const patienceMs = 20_000;
const largestMemoryBytes = 2 ** 30;

/** Runs cases `first` to `first + cases` in `processes` at once; one that ends or hangs its process is a failure. */
export async function runCases(
  first: number,
  cases: number,
  processes: number,
  onProgress: (done: number) => void = () => undefined,
): Promise<FuzzReport> {
  const results = new Map<string, number>();
  const failures: string[] = [];
  let [seeds, done, slowestOpenMs, largestRssBytes]: [readonly string[], number, number, number] = [[], 0, 0, 0];

  const take = (told: Told): void => {
    const { ends, seed, result, openMs, rssBytes } = told;
    const failed = result.startsWith('FAILED');
    if (failed) failures.push(`case ${String(ends)} (${seed}): ${result}`);
    if (rssBytes > largestMemoryBytes)
      failures.push(`case ${String(ends)} (${seed}): ${String(rssBytes)} bytes of memory`);
    results.set(failed ? 'FAILED' : result, (results.get(failed ? 'FAILED' : result) ?? 0) + 1);
    slowestOpenMs = Math.max(slowestOpenMs, openMs);
    largestRssBytes = Math.max(largestRssBytes, rssBytes);
    onProgress(++done);
  };

  const lane = async (start: number): Promise<void> => {
    let next = start;
    while (next < first + cases) {
      const { current, complaint } = await runProcess(next, processes, first + cases, take, (names) => (seeds = names));
      if (current === null) return;
      failures.push(`case ${String(current)}: ${complaint}`);
      next = current + processes;
    }
  };
  await Promise.all(Array.from({ length: processes }, (_, index) => lane(first + index)));
  return { cases, seeds, results, failures, slowestOpenMs, largestRssBytes };
}

/** Ends with the case that it was in, if it did not end by itself. */
function runProcess(
  from: number,
  step: number,
  end: number,
  take: (told: Told) => void,
  takeSeeds: (names: readonly string[]) => void,
): Promise<{ readonly current: number | null; readonly complaint: string }> {
  return new Promise((resolve) => {
    const entry = join(import.meta.dirname, 'fuzz-worker.ts');
    const args = [from, step, end].map(String);
    const child = fork(entry, args, { silent: true, env: { ...process.env, STEERSCOPE_NATIVE_TENSORFLOW: '' } });
    let current: number | null = from;
    let last = '';
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    };
    wait();
    child.stderr?.on('data', (text: Buffer) => (last = `${last}${text.toString()}`.slice(-500)));
    child.on('message', (message: Told) => {
      wait();
      if (message.seeds) takeSeeds(message.seeds);
      else if (message.starts !== undefined) current = message.starts;
      else take(message);
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const isDone = code === 0;
      resolve({
        current: isDone ? null : current,
        complaint: `process ended by ${signal ?? String(code)}: ${last.trim()}`,
      });
    });
  });
}
