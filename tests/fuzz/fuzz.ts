import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { runCases } from './run-cases.ts';

/* `npm run fuzz`: damaged networks of every format, which must open or be refused in a sentence. */

const { first, cases, processes } = new Command('fuzz')
  .option('--first <N>', 'number of the first case; the same numbers give the same damage', Number, 0)
  .option('--cases <N>', 'how many', Number, 20_000)
  .option('--processes <N>', 'at once', Number, availableParallelism())
  .parse()
  .opts<{ first: number; cases: number; processes: number }>();

const start = performance.now();
const report = await runCases(first, cases, processes, (done) => {
  if (done % 500 === 0) process.stderr.write(`${String(done)} of ${String(cases)}\n`);
});
const seconds = ((performance.now() - start) / 1000).toFixed(0);
console.log(`${String(cases)} damaged networks from ${String(report.seeds.length)} sound ones, ${seconds} s`);
for (const [result, count] of [...report.results].toSorted(([, a], [, b]) => b - a))
  console.log(`  ${result}: ${String(count)}`);
console.log(`slowest refusal or opening: ${report.slowestOpenMs.toFixed(0)} ms`);
console.log(`memory, at most: ${(report.largestRssBytes / 2 ** 20).toFixed(0)} MiB`);
for (const failure of report.failures) console.log(failure);
process.exitCode = report.failures.length > 0 ? 1 : 0;
