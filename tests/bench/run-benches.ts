import { availableParallelism, cpus, totalmem } from 'node:os';
import type { BenchRow } from './measure.ts';

/** Runs those benches that are asked for, all when none is, and prints each figure beside its target and floor. */
export async function runBenches(
  benches: Readonly<Record<string, () => Promise<BenchRow[]>>>,
  asked: readonly string[],
): Promise<void> {
  const unknown = asked.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    console.error(`No bench is called ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ` +
      `${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}\n`,
  );
  for (const [name, bench] of Object.entries(benches)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    for (const { what, figure, target, floor } of await bench()) {
      console.log(what);
      console.log(`    ${figure}${target ? `    target ${target}` : ''}${floor ? `    floor: ${floor}` : ''}`);
    }
  }
}
