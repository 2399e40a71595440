import type { Page } from '@playwright/test';
import { temporaryFolder } from '../../support/make-drive.ts';
import { ms, perSec, quantiles, type BenchRow } from '../measure.ts';
import { makeLongLog } from './large-drives.ts';
import { frameTimes, placeOf, settled } from './move-about.ts';
import { openWindow } from './open-window.ts';

const turns = 60;

/** Wheel and hand over plots of a million samples: steering, speed, throttle and brake. */
export async function plotting(): Promise<BenchRow[]> {
  using folder = temporaryFolder();
  await using window = await openWindow(['--drive', makeLongLog(folder.path, 1_000_000)]);
  const { page } = window;
  await settled(page, 120_000);
  // A long log is shown by its first frames before all of it has been read.
  await page.getByRole('status', { name: 'Frame counter' }).getByText('/ 1000000').waitFor({ timeout: 120_000 });
  await page.keyboard.press('Shift+T');
  await page.getByRole('option', { name: 'Steering, speed, throttle' }).click();
  await page.keyboard.press('Shift+T');
  await page.getByRole('option', { name: 'Brake' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('img', { name: 'Brake plot' }).waitFor();
  const { x, y, width, height } = await placeOf(page, 'img', 'Steering plot');
  const middle = [x + width / 2, y + height / 2] as const;
  await page.mouse.move(...middle);
  const zoomed = await frameTimes(page, async () => {
    for (let turn = 0; turn < turns; turn++) {
      await page.mouse.wheel(0, turn < turns / 2 ? -60 : 60);
      await page.waitForTimeout(16);
    }
  });
  await page.mouse.wheel(0, -400);
  await page.mouse.down({ button: 'right' });
  const panned = await frameTimes(page, async () => {
    for (let turn = 0; turn < turns; turn++) {
      await page.mouse.move(middle[0] + Math.sin(turn / 10) * 300, middle[1]);
      await page.waitForTimeout(16);
    }
  });
  await page.mouse.up({ button: 'right' });
  const work = await workOfPanning(page);
  const rate = (times: readonly number[]): string => {
    const total = times.reduce((sum, time) => sum + time, 0);
    return `${perSec((1000 * times.length) / total)} frames, p95 of a frame ${ms(quantiles(times).p95)}`;
  };
  const { median, p95 } = quantiles(work);
  return [
    { what: 'zoom plots of 4 series of 1 000 000 samples', figure: rate(zoomed), target: '60 frames/s', floor: '' },
    { what: 'pan them', figure: rate(panned), target: '60 frames/s', floor: '' },
    { what: 'script in a frame of it', figure: `median ${ms(median)}, p95 ${ms(p95)}`, target: '16.7 ms', floor: '' },
  ];
}

/** Milliseconds from a turn of the wheel to all lines drawn, without the painting that the browser does by itself. */
function workOfPanning(page: Page): Promise<number[]> {
  return page.evaluate(async (count) => {
    const plot = document.querySelector('[data-plot]');
    const times: number[] = [];
    for (let turn = 0; turn < count; turn++) {
      await new Promise(requestAnimationFrame);
      const from = performance.now();
      const deltaX = turn < count / 2 ? 20 : -20;
      plot?.dispatchEvent(new WheelEvent('wheel', { deltaX, bubbles: true, cancelable: true }));
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
      times.push(performance.now() - from);
    }
    return times;
  }, turns);
}
