import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ms, type BenchRow } from './measure.ts';
import type { Opening } from './open-as-window.ts';

/** Opening large logs as the window does, and once more; a process for each. */
export async function openLargeDrive(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const frameCount of [100_000, 1_000_000]) {
    const folder = await mkdtemp(join(tmpdir(), 'steerscope-bench-'));
    try {
      const drivePath = join(folder, 'drive');
      makeDrive(drivePath, frameCount);
      const cache = join(folder, 'cache');
      rows.push(...rowsOf(frameCount, openInProcess(drivePath, cache), openInProcess(drivePath, cache)));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return rows;
}

function rowsOf(frameCount: number, first: Opening, second: Opening): BenchRow[] {
  const peak = ({ peakMb }: Opening): string => `peak memory of the process ${peakMb.toFixed(0)} MB`;
  return [
    {
      what: `Open a drive of ${frameCount} pictures: to its first picture, in a thread that is started for it`,
      figure: ms(first.pictureMs),
      target: '≤ 1 s to first paint',
      floor: '',
    },
    {
      what: `All ${first.frameCount} frames of it`,
      figure: `${ms(first.wholeMs)}, ${peak(first)}`,
      target: '≤ 1 GB',
      floor: '',
    },
    {
      what: `The same drive again: all ${second.frameCount} frames, by the index that was kept`,
      figure: `${ms(second.wholeMs)}, ${peak(second)}`,
      target: '',
      floor: '',
    },
  ];
}

function openInProcess(drivePath: string, cache: string): Opening {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'open-as-window.ts'), drivePath],
    { encoding: 'utf8', env: { ...process.env, STEERSCOPE_CACHE: cache } },
  );
  if (status !== 0) throw new Error(`Opening ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Opening;
}

/** A simulator's log with a picture file of its own for every frame. */
function makeDrive(drivePath: string, frameCount: number): void {
  mkdirSync(join(drivePath, 'IMG'), { recursive: true });
  const log = join(drivePath, 'driving_log.csv');
  writeFileSync(log, 'center,left,right,steering,throttle,brake,speed\n');
  for (let first = 0; first < frameCount; first += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, frameCount - first) }, (_, row) => {
      const index = first + row;
      const time = new Date(Date.UTC(2020, 0, 1) + index * 50);
      const stamp = time.toISOString().replace('T', '_').replace('Z', '').replace(/[-:.]/g, '_');
      const name = `IMG/center_${stamp}.jpg`;
      // Not empty, which would be damage; not a picture, which nobody asks for while opening. Of other sizes than their
      // neighbours, as JPEGs of a moving camera are: those of one size are compared, for half a second at most.
      writeFileSync(join(drivePath, name), 'x'.repeat(1 + (index % 7)));
      return `${name},,,${Math.sin(index / 50)},0.5,0,20\n`;
    });
    appendFileSync(log, lines.join(''));
  }
}
