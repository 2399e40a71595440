import { temporaryFolder } from '../../support/make-drive.ts';
import { ms, perSec, quantiles, type BenchRow } from '../measure.ts';
import { makeLongLog } from './large-drives.ts';
import { frameTimes, placeOf, settled } from './move-about.ts';
import { openWindow } from './open-window.ts';

/** The wheel over a plot of a million samples. */
export async function plotting(): Promise<BenchRow[]> {
  using folder = temporaryFolder();
  await using window = await openWindow(['--drive', makeLongLog(folder.path, 1_000_000)]);
  const { page } = window;
  await settled(page, 120_000);
  await page.waitForFunction(() => document.querySelector('[data-drive-reading="first-frames"]') === null);
  const { x, y, width, height } = await placeOf(page, 'img', 'Steering plot');
  const middle = [x + width / 2, y + height / 2] as const;
  await page.mouse.move(...middle);
  const zoomed = await frameTimes(page, async () => {
    for (let turn = 0; turn < 60; turn++) {
      await page.mouse.wheel(0, turn < 30 ? -60 : 60);
      await page.waitForTimeout(30);
    }
  });
  await page.mouse.wheel(0, -400);
  const panned = await frameTimes(page, async () => {
    await page.keyboard.down('Shift');
    for (let turn = 0; turn < 60; turn++) {
      await page.mouse.wheel(0, turn < 30 ? 40 : -40);
      await page.waitForTimeout(30);
    }
    await page.keyboard.up('Shift');
  });
  const rate = (times: readonly number[]): string => {
    const total = times.reduce((sum, time) => sum + time, 0);
    return `${perSec((1000 * times.length) / total)} frames, p95 of a frame ${ms(quantiles(times).p95)}`;
  };
  return [
    { what: 'zoom a plot of 1 000 000 samples', figure: rate(zoomed), target: '60 frames/s', floor: '' },
    { what: 'pan it', figure: rate(panned), target: '60 frames/s', floor: '' },
  ];
}
