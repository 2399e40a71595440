import { join } from 'node:path';
import { temporaryFolder } from '../../support/make-drive.ts';
import { demoArguments, demoDrivePath, demoModelPath } from '../demo-paths.ts';
import { ms, perSec, quantiles, type BenchRow } from '../measure.ts';
import { makeLargeDrive, makeLongVideo } from './large-drives.ts';
import { forget, jump, placeOf, pressKey, quiet, recorded, settled } from './move-about.ts';
import { openWindow } from './open-window.ts';

/** A held arrow key, at the rate of the screen; frames near are there already. */
export async function stepping(): Promise<BenchRow[]> {
  await using window = await openWindow(demoArguments);
  const { page } = window;
  await settled(page);
  await page.getByLabel(/Agreement over \d+ frames/).waitFor();
  const rows: BenchRow[] = [];
  for (const [name, key] of [
    ['forwards', 'ArrowRight'],
    ['backwards', 'ArrowLeft'],
  ] as const) {
    await settled(page);
    const taken = await pressKey(page, key, 200, 30);
    rows.push({
      what: `step ${name}: key to painted frame with mask`,
      figure: spread(taken),
      target: 'p95 ≤ 16 ms',
      floor: '',
    });
  }
  return rows;
}

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

const spread = (taken: readonly number[]): string => {
  const { median, p95 } = quantiles(taken);
  return `median ${ms(median)}, p95 ${ms(p95)}`;
};
