import { demoArguments } from '../demo-paths.ts';
import { ms, quantiles, spread, type BenchRow } from '../measure.ts';
import { compareWithItself, pressKey, settled, type Press } from './move-about.ts';
import { openWindow } from './open-window.ts';

const directions = [
  { way: 'forwards', key: 'ArrowRight' },
  { way: 'backwards', key: 'ArrowLeft' },
] as const;
/** Not 30, which is half the screen's rate: all presses of a run would meet the same moment of its frames, and the figure be chance. */
const heldPerSec = 29;
const target = 'p95 ≤ 16 ms';
const floor = 'the wait for the screen, up to 16.7 ms';

/**
 * Steps to frames that are there already: a key held, a key now and then, a key held while two networks are compared.
 *
 * The time is that from the key to the end of the page's own painting; what the browser's other processes do with it then,
 * down to the light of the screen, is not in it. It has two parts: the page's work, and the wait for the screen's next frame
 * (60 a second) to begin. A page that has rested is given that frame at once. To one that painted 33 to 50 ms before it comes
 * on the screen's beat, up to 16.7 ms later, whatever the page does: a held key meets that at every other press or so.
 */
export async function stepping(): Promise<BenchRow[]> {
  await using window = await openWindow(demoArguments);
  const { page } = window;
  await settled(page);
  await page.getByLabel(/Agreement over \d+ frames/).waitFor();
  const rows: BenchRow[] = [];
  const measure = async (how: string, times: number, perSec: number): Promise<void> => {
    for (const { way, key } of directions) {
      await settled(page);
      rows.push({
        what: `step ${way}, ${how}: key to painted frame with mask`,
        figure: figureOf(await pressKey(page, key, times, perSec)),
        target,
        floor,
      });
    }
  };
  await measure(`key held (${heldPerSec} a second)`, 200, heldPerSec);
  await measure('key now and then (7 a second)', 60, 7);
  await compareWithItself(page);
  await measure('key held, two networks side by side', 200, heldPerSec);
  return rows;
}

function figureOf(presses: readonly Press[]): string {
  const work = quantiles(presses.map(({ takenMs, waitedMs }) => takenMs - waitedMs));
  return `${spread(presses.map(({ takenMs }) => takenMs))}; of it work median ${ms(work.median)}, p95 ${ms(work.p95)}`;
}
