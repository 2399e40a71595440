import { mkdtemp, rm } from 'node:fs/promises';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDrive } from '../../main/drives/registry.ts';
import { ms, type BenchRow } from './measure.ts';

const frameCount = 100_000;

/** Opening a large log: the pictures are listed, none is read. */
export async function openLargeDrive(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'steerscope-bench-'));
  try {
    mkdirSync(join(folder, 'IMG'));
    const rows = Array.from({ length: frameCount }, (_, index) => {
      const time = new Date(Date.UTC(2020, 0, 1) + index * 50);
      const stamp = time.toISOString().replace('T', '_').replace('Z', '').replace(/[-:.]/g, '_');
      const name = `IMG/center_${stamp}.jpg`;
      // Not empty, which would be damage; not a picture, which nobody asks for while opening. Of other sizes than their
      // neighbours, as JPEGs of a moving camera are: those of one size are compared, for half a second at most.
      writeFileSync(join(folder, name), 'x'.repeat(1 + (index % 7)));
      return `${name},,,${Math.sin(index / 50)},0.5,0,20`;
    });
    writeFileSync(
      join(folder, 'driving_log.csv'),
      `center,left,right,steering,throttle,brake,speed\n${rows.join('\n')}\n`,
    );
    const start = performance.now();
    const drive = await openDrive(folder);
    const took = performance.now() - start;
    const opened = drive.info.frameCount;
    drive.dispose();
    return [{ what: `open a drive of ${opened} frames`, figure: ms(took), target: '≤ 1 s to first paint', floor: '' }];
  } finally {
    await rm(folder, { recursive: true });
  }
}
