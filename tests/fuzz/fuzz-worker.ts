import { modelSeeds } from './model-seeds.ts';
import { runCase } from './model-case.ts';

/* Runs cases `first`, `first + step`, ... below `end`, and tells of each before and after it: the last may end the process. */
const [first = 0, step = 1, end = 0] = process.argv.slice(2).map(Number);
const tell = (message: object): void => void process.send?.(message);
const seeds = await modelSeeds();
tell({ seeds: seeds.map(({ name }) => name) });
for (let number = first; number < end; number += step) {
  tell({ starts: number });
  tell({ ends: number, ...(await runCase(number, seeds)), rssBytes: process.memoryUsage.rss() });
}
process.disconnect?.();
process.exit(0);
