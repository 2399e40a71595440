import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { fuzzTargets, type FuzzTarget, type TargetName } from './fuzz-target.ts';
import { seedsName } from './run-cases.ts';

/*
 * Runs cases `first`, `first + step`, ... below `end`, and tells of each before and after it: the last may end the process.
 * What a case leaves in its folder stays where it failed.
 */
const [name = 'drives', root = '', ...numbers] = process.argv.slice(2);
const [first = 0, step = 1, end = 0] = numbers.map(Number);
const target = fuzzTargets[name as TargetName] as FuzzTarget<unknown>;
const seeds = deserialize(readFileSync(join(root, seedsName))) as readonly unknown[];
const tell = (message: object): void => void process.send?.(message);
for (let number = first; number < end; number += step) {
  const folder = join(root, `case-${number}`);
  tell({ starts: number });
  const outcome = await target.run(number, seeds, folder);
  // The most that this process ever held, between the cases too.
  tell({ ends: number, ...outcome, mostBytes: process.resourceUsage().maxRSS * 1024 });
  if (!outcome.result.startsWith('FAILED')) rmSync(folder, { recursive: true, force: true });
}
process.disconnect?.();
process.exit(0);
