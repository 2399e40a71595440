import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openTarget, type TargetName } from './fuzz-target.ts';

/*
 * Runs cases `first`, `first + step`, ... below `end`, and tells of each before and after it: the last may end the process.
 * What a case leaves in its folder stays where it failed.
 */
const [target = 'drives', root = '', ...numbers] = process.argv.slice(2);
const [first = 0, step = 1, end = 0] = numbers.map(Number);
const tell = (message: object): void => void process.send?.(message);
const { seeds, run } = await openTarget(target as TargetName);
tell({ seeds });
for (let number = first; number < end; number += step) {
  const folder = join(root, `case-${number}`);
  tell({ starts: number });
  const outcome = await run(number, folder);
  // The most that this process ever held, between the cases too.
  tell({ ends: number, ...outcome, mostBytes: process.resourceUsage().maxRSS * 1024 });
  if (!outcome.result.startsWith('FAILED')) rmSync(folder, { recursive: true, force: true });
}
process.disconnect?.();
process.exit(0);
