import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoDrivePath, demoModelPath } from './demo-paths.ts';
import type { BenchRow } from './measure.ts';

/** Peak resident memory of one `analyze --masks` process, all of its threads included. */
export async function analyzeMemory(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'steerscope-bench-'));
  try {
    const script = join(import.meta.dirname, '..', '..', 'main', 'cli', 'index.ts');
    const flags = ['--drive', demoDrivePath, '--model', demoModelPath, '--out', folder, '--masks'];
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', join(import.meta.dirname, 'print-peak-memory.ts'), script, 'analyze', ...flags],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`analyze ended with ${status}: ${stderr}`);
    // Every thread prints the process's peak; the last line is the process's own.
    const peakBytes = Number(/peak (\d+) bytes\s*$/.exec(stderr)?.[1]);
    return [
      {
        what: 'memory of analyze --masks, all threads',
        figure: `${Math.round(peakBytes / 2 ** 20)} MiB at the peak`,
        target: '≤ 1 GB, all processes',
        floor: '',
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
