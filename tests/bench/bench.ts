import { availableParallelism, cpus, totalmem } from 'node:os';
import { driveRun } from './drive-run.ts';
import { exportSpeed } from './export-speed.ts';
import { forwardPass } from './forward-pass.ts';
import { frameAnalysis } from './frame-analysis.ts';
import type { BenchRow } from './measure.ts';
import { analyzeMemory } from './memory.ts';
import { openLargeDrive } from './open-drive.ts';
import { openRecording } from './open-recording.ts';
import { visualBackPropShare } from './visual-backprop-share.ts';

const benches: Record<string, () => Promise<BenchRow[]>> = {
  // First: Linux counts the peak of the process that starts another as the other's own.
  memory: analyzeMemory,
  forward: forwardPass,
  saliency: visualBackPropShare,
  frame: frameAnalysis,
  drive: driveRun,
  open: openLargeDrive,
  recording: openRecording,
  export: exportSpeed,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
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
