import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { fuzzTargets, type CaseOutcome, type TargetName } from './fuzz-target.ts';

/** Of the cases made from one seed. */
export interface SeedReport {
  cases: number;
  opened: number;
  slowestMs: number;
}

export interface FuzzReport {
  readonly cases: number;
  readonly seeds: ReadonlyMap<string, SeedReport>;
  /** How many ended in each way. */
  readonly results: ReadonlyMap<string, number>;
  /** What must never happen, with the number of the case and the folder that it was left in. */
  readonly failures: readonly string[];
  readonly slowestOpenMs: number;
  /** Of one process. */
  readonly mostBytes: number;
}

interface Told extends CaseOutcome {
  readonly starts?: number;
  readonly ends?: number;
  readonly mostBytes: number;
}

export interface RunOptions {
  readonly target: TargetName;
  /** Number of the first case; the same numbers give the same damage. */
  readonly first: number;
  readonly cases: number;
  /** At once. */
  readonly processes: number;
  readonly onProgress?: (done: number, failures: number) => void;
}

/** A case that takes longer hangs, on the busiest machine too. */
const patienceMs = 120_000;
/** The sound drives or networks, made once, for the processes. */
export const seedsName = 'seeds';
const largestMemoryBytes = 2 ** 30;

/** Runs damaged drives or networks in processes of their own; one that ends or hangs its process is a failure. */
export async function runCases({ target, first, cases, processes, onProgress }: RunOptions): Promise<FuzzReport> {
  const root = mkdtempSync(join(tmpdir(), `steerscope-fuzz-${target}-`));
  writeFileSync(join(root, seedsName), serialize(await fuzzTargets[target].seeds()));
  const seeds = new Map<string, SeedReport>();
  const results = new Map<string, number>();
  const failures: string[] = [];
  let [done, slowestOpenMs, mostBytes] = [0, 0, 0];

  const fail = (number: number, reason: string): void => {
    failures.push(`case ${number}, in ${join(root, `case-${number}`)}: ${reason}`);
  };
  const take = (told: Told): void => {
    const { ends = -1, seed, result, openMs } = told;
    const failed = result.startsWith('FAILED');
    if (failed) fail(ends, `${seed}: ${result}`);
    if (told.mostBytes > largestMemoryBytes && mostBytes <= largestMemoryBytes)
      fail(ends, `${seed}: ${(told.mostBytes / 2 ** 20).toFixed(0)} MiB of memory`);
    const ofSeed = seeds.get(seed) ?? { cases: 0, opened: 0, slowestMs: 0 };
    ofSeed.cases += 1;
    ofSeed.opened += Number(result === 'opened');
    ofSeed.slowestMs = Math.max(ofSeed.slowestMs, openMs);
    seeds.set(seed, ofSeed);
    results.set(failed ? 'FAILED' : result, (results.get(failed ? 'FAILED' : result) ?? 0) + 1);
    slowestOpenMs = Math.max(slowestOpenMs, openMs);
    mostBytes = Math.max(mostBytes, told.mostBytes);
    done += 1;
    onProgress?.(done, failures.length);
  };

  const lane = async (start: number): Promise<void> => {
    for (let next = start; next < first + cases;) {
      const args = [target, root, ...[next, processes, first + cases].map(String)];
      const { current, complaint } = await runProcess(args, next, take);
      if (current === null) return;
      fail(current, complaint);
      next = current + processes;
    }
  };
  await Promise.all(Array.from({ length: processes }, (_, index) => lane(first + index)));
  rmSync(join(root, seedsName));
  if (readdirSync(root).length === 0) rmSync(root, { recursive: true });
  return { cases: done, seeds, results, failures, slowestOpenMs, mostBytes };
}

/** Ends with the case that it was in, if it did not end by itself. */
function runProcess(
  args: readonly string[],
  from: number,
  take: (told: Told) => void,
): Promise<{ readonly current: number | null; readonly complaint: string }> {
  return new Promise((resolve) => {
    const entry = join(import.meta.dirname, 'fuzz-worker.ts');
    const child = fork(entry, args, { silent: true, env: { ...process.env, STEERSCOPE_NATIVE_TENSORFLOW: '' } });
    let current = from;
    let last = '';
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    };
    wait();
    child.stderr?.on('data', (text: Buffer) => (last = `${last}${text.toString()}`.slice(-1500)));
    child.on('message', (message: Told) => {
      wait();
      if (message.starts !== undefined) current = message.starts;
      if (message.ends !== undefined) take(message);
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({
        current: code === 0 ? null : current,
        complaint: `process ended by ${signal ?? String(code)}: ${last.trim()}`,
      });
    });
  });
}
