import { availableParallelism } from 'node:os';
import { Argument, Command } from 'commander';
import type { TargetName } from './fuzz-target.ts';
import { runCases } from './run-cases.ts';

/* `npm run fuzz`: damaged drives and networks of every format, which must open or be refused in a sentence. */

const program = new Command('fuzz')
  .addArgument(new Argument('[what]', 'what is damaged').choices(['drives', 'models', 'all']).default('all'))
  .argument('[cases]', 'how many of each', Number, 20_000)
  .option('--first <N>', 'number of the first case; the same numbers give the same damage', Number, 0)
  .option('--processes <N>', 'at once', Number, availableParallelism())
  .parse();
const { first, processes } = program.opts<{ first: number; processes: number }>();
const [what, cases] = program.processedArgs as ['drives' | 'models' | 'all', number];

for (const target of what === 'all' ? (['drives', 'models'] as const) : [what]) await run(target);

async function run(target: TargetName): Promise<void> {
  console.log(`${target}: cases ${first} to ${first + cases - 1}`);
  const start = performance.now();
  const report = await runCases({
    ...{ target, first, cases, processes },
    onProgress: (done, failures) => {
      if (done % 500 === 0) process.stderr.write(`${done} of ${cases}, ${failures} failed\n`);
    },
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${report.cases} damaged ${target} from ${report.seeds.size} sound ones, ${seconds} s`);
  for (const [seed, { cases: ofSeed, opened, slowestMs }] of [...report.seeds].toSorted())
    console.log(`  ${seed}: ${ofSeed} cases, ${opened} opened, slowest ${slowestMs.toFixed(0)} ms`);
  for (const [result, count] of [...report.results].toSorted(([, a], [, b]) => b - a))
    console.log(`  ${result}: ${count}`);
  console.log(`slowest: ${report.slowestOpenMs.toFixed(0)} ms`);
  console.log(`memory of a process, at most: ${(report.mostBytes / 2 ** 20).toFixed(0)} MiB`);
  for (const failure of report.failures) console.log(failure);
  if (report.failures.length > 0) process.exitCode = 1;
}
