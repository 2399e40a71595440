import { join } from 'node:path';
import { temporaryFolder } from '../../support/make-drive.ts';
import { demoDrivePath, demoModelPath } from '../demo-paths.ts';
import { ms, perSec, spread, type BenchRow } from '../measure.ts';
import { makeLargeDrive, makeLongVideo } from './large-drives.ts';
import { forget, jump, placeOf, quiet, recorded, settled } from './move-about.ts';
import { openWindow } from './open-window.ts';

export async function jumping(): Promise<BenchRow[]> {
  using folder = temporaryFolder();
  const rows: BenchRow[] = [];
  const drives = [
    {
      what: 'JPEG drive of 20 000 frames',
      path: makeLargeDrive(join(folder.path, 'large'), 20_000),
      target: 'p95 ≤ 50 ms',
    },
    {
      what: '720p H.264, a key frame every 30',
      path: makeLongVideo(join(folder.path, 'dense'), '1280x720', 5, 30),
      target: 'p95 ≤ 120 ms',
    },
    {
      what: '720p H.264, a key frame every 250',
      path: makeLongVideo(join(folder.path, 'sparse'), '1280x720', 5, 250),
      target: 'p95 ≤ 120 ms',
    },
  ];
  for (const { what, path, target } of drives) {
    if (path === null) continue;
    await using window = await openWindow(['--drive', path, '--model', demoModelPath]);
    const { page } = window;
    await settled(page);
    rows.push({
      what: `cold jump, ${what}, while the whole drive is analysed`,
      figure: spread(await jump(page, 30)),
      target: '',
      floor: '',
    });
    await quiet(page);
    rows.push({
      what: `cold jump, ${what}: to the exact frame with its mask`,
      figure: spread(await jump(page, 60)),
      target,
      floor: '',
    });
  }
  return rows;
}

/** A hand that drags over the whole timeline and back in four seconds. */
export async function dragging(): Promise<BenchRow[]> {
  using folder = temporaryFolder();
  const rows: BenchRow[] = [];
  const drives = [
    { what: 'JPEG demo', path: demoDrivePath },
    { what: '720p H.264', path: makeLongVideo(folder.path, '1280x720', 10, 250) },
  ];
  for (const { what, path } of drives) {
    if (path === null) continue;
    await using window = await openWindow(['--drive', path, '--model', demoModelPath]);
    const { page } = window;
    await settled(page);
    await quiet(page);
    const { x, y, width, height } = await placeOf(page, 'scrollbar', 'Timeline');
    await forget(page);
    await page.mouse.move(x + 1, y + height / 2);
    await page.mouse.down();
    const [moves, startMs] = [240, performance.now()];
    for (let move = 0; move <= moves; move++) {
      const share = move < moves / 2 ? (2 * move) / moves : 2 - (2 * move) / moves;
      await page.mouse.move(x + 1 + share * (width - 2), y + height / 2);
      await page.waitForTimeout(Math.max(0, startMs + (move * 4000) / moves - performance.now()));
    }
    await page.mouse.up();
    const tookSecs = (performance.now() - startMs) / 1000;
    const { paints, longTasks } = await recorded(page);
    rows.push({
      what: `drag over the timeline, ${what}`,
      figure: `${perSec(paints.length / tookSecs)} frames painted; longest task ${ms(Math.max(0, ...longTasks))}`,
      target: '',
      floor: '60 positions a second asked for',
    });
  }
  return rows;
}
