import { mkdtemp, rm } from 'node:fs/promises';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAnalysisClient } from '../../main/analysis/analysis-client.ts';
import { ms, type BenchRow } from './measure.ts';

const frameCount = 100_000;

/** Opening a large log as the window does, and once more. */
export async function openLargeDrive(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'steerscope-bench-'));
  try {
    const drivePath = join(folder, 'drive');
    mkdirSync(join(drivePath, 'IMG'), { recursive: true });
    const rows = Array.from({ length: frameCount }, (_, index) => {
      const time = new Date(Date.UTC(2020, 0, 1) + index * 50);
      const stamp = time.toISOString().replace('T', '_').replace('Z', '').replace(/[-:.]/g, '_');
      const name = `IMG/center_${stamp}.jpg`;
      // Not empty, which would be damage; not a picture, which nobody asks for while opening. Of other sizes than their
      // neighbours, as JPEGs of a moving camera are: those of one size are compared, for half a second at most.
      writeFileSync(join(drivePath, name), 'x'.repeat(1 + (index % 7)));
      return `${name},,,${Math.sin(index / 50)},0.5,0,20`;
    });
    writeFileSync(
      join(drivePath, 'driving_log.csv'),
      `center,left,right,steering,throttle,brake,speed\n${rows.join('\n')}\n`,
    );
    process.env['STEERSCOPE_CACHE'] = join(folder, 'cache');
    const first = await openAsWindow(drivePath);
    const second = await openAsWindow(drivePath);
    return [
      {
        what: `Open a drive of ${frameCount} pictures: to its first picture, in a thread that is started for it`,
        figure: ms(first.pictureMs),
        target: '≤ 1 s to first paint',
        floor: '',
      },
      {
        what: `All ${first.frameCount} frames of it`,
        figure: `${ms(first.wholeMs)}, peak memory of the process ${first.peakMb.toFixed(0)} MB`,
        target: '≤ 1 GB',
        floor: '',
      },
      {
        what: `The same drive again: all ${second.frameCount} frames, by the index that was kept`,
        figure: ms(second.wholeMs),
        target: '',
        floor: '',
      },
    ];
  } finally {
    process.env['STEERSCOPE_CACHE'] = 'off';
    await rm(folder, { recursive: true });
  }
}

interface Opening {
  readonly pictureMs: number;
  readonly wholeMs: number;
  readonly frameCount: number;
  readonly peakMb: number;
}

/** From the path to the first picture, and to all frames. */
async function openAsWindow(drivePath: string): Promise<Opening> {
  const start = performance.now();
  const client = await openAnalysisClient({ drivePath, gradually: true });
  try {
    const whole =
      client.state.driveReading === 'whole'
        ? Promise.resolve()
        : new Promise<void>((resolve) => (client.onDriveChanged = () => resolve()));
    await client.encodedFrame(0, null);
    const pictureMs = performance.now() - start;
    await whole;
    const wholeMs = performance.now() - start;
    const peakMb = process.resourceUsage().maxRSS / 1024;
    return { pictureMs, wholeMs, frameCount: client.state.drive?.frameCount ?? 0, peakMb };
  } finally {
    await client.dispose();
  }
}
