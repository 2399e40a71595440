import { join } from 'node:path';
import { temporaryFolder } from '../../support/make-drive.ts';
import { makeSparseMcap } from '../../support/make-sparse-mcap.ts';
import { demoArguments } from '../demo-paths.ts';
import { ms, type BenchRow } from '../measure.ts';
import { makeLargeDrive, makeLongVideo } from './large-drives.ts';
import { forget, settled } from './move-about.ts';
import { openWindow, type BenchWindow } from './open-window.ts';

/** Longer is a failure. */
const limitMs = 120_000;

/** From the path being given to the first painted frame, in a window that is open already. */
export async function openLarge(): Promise<BenchRow[]> {
  using folder = temporaryFolder();
  const video = makeLongVideo(folder.path, '1280x720', 60, 250);
  const mcap = join(folder.path, 'drive.mcap');
  makeSparseMcap(mcap, 10e9);
  const drives = [
    { what: '100 000 frames, csv', path: makeLargeDrive(join(folder.path, 'large'), 100_000), target: '≤ 1 s' },
    { what: '1 hour of 720p H.264', path: video, target: '≤ 1 s' },
    { what: 'MCAP of 10 GB', path: mcap, target: '≤ 1 s' },
  ];
  // Opened again, a drive is there by the index that was kept.
  const { STEERSCOPE_CACHE: cacheBefore = '' } = process.env;
  process.env['STEERSCOPE_CACHE'] = join(folder.path, 'cache');
  const rows: BenchRow[] = [];
  for (const { what, path, target } of drives) {
    if (path === null) continue;
    for (const again of [false, true]) {
      await using window = await openWindow(demoArguments);
      await settled(window.page);
      const memory = watchMemory(window);
      const { firstMs, wholeMs } = await openPath(window, path);
      rows.push({
        what: `open ${what}${again ? ', again' : ''}`,
        figure: `first frame painted after ${ms(firstMs)}, all indexed after ${ms(wholeMs)}; ${memory.peakMiB().toFixed(0)} MiB at the peak, product and browser`,
        target,
        floor: '',
      });
    }
  }
  process.env['STEERSCOPE_CACHE'] = cacheBefore;
  return rows;
}

/** Looks at the memory of all processes time and again. */
function watchMemory(window: BenchWindow): { peakMiB(): number } {
  let peak = 0;
  const look = (): void => void (peak = Math.max(peak, window.memoryMiB()));
  const looking = setInterval(look, 250);
  return {
    peakMiB() {
      clearInterval(looking);
      look();
      return peak;
    },
  };
}

/** Opens a drive by the dialog. Times are counted from the key that opens it. */
async function openPath({ page }: BenchWindow, path: string): Promise<{ firstMs: number; wholeMs: number }> {
  // Another drive begins at frame 0: off it, a paint of frame 0 is one of the new drive.
  await page.keyboard.press('ArrowRight');
  await settled(page);
  const before = await page.getByRole('status', { name: 'Frame counter' }).innerText();
  await page.keyboard.press('Control+o');
  await page.getByRole('listbox', { name: 'Folder' }).getByRole('option').first().waitFor();
  await page.getByLabel('Path').fill(path);
  await forget(page);
  // Times of its own: no driver of the browser adds its round trips.
  await page.evaluate(
    () => void window.addEventListener('keydown', () => performance.mark('bench-open'), { capture: true, once: true }),
  );
  await page.keyboard.press('Enter');
  const firstMs = await page.evaluate(async (limitMs) => {
    const at = performance.getEntriesByName('bench-open').at(-1)?.startTime ?? Number.NaN;
    for (;;) {
      const first = window.steerscopeBench.paints.find((paint) => paint.frame === 0 && paint.presentedMs > at);
      if (first) return first.presentedMs - at;
      const said = document.querySelector('[role=dialog] [role=alert]')?.textContent;
      if (said || performance.now() - at > limitMs) throw new Error(`The drive is not shown: ${said ?? 'too late'}`);
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
  }, limitMs);
  const wholeMs = await page.evaluate(
    async ({ old, limitMs: limit }) => {
      const at = performance.getEntriesByName('bench-open').at(-1)?.startTime ?? Number.NaN;
      for (;;) {
        const text = document.querySelector('[role=status][aria-label="Frame counter"]')?.textContent ?? '';
        const said = [...document.querySelectorAll('[role=status]')].map(({ textContent }) => textContent).join();
        if (text !== old && !said.includes('reading the rest')) return performance.now() - at;
        if (performance.now() - at > limit) throw new Error(`The drive is not read: ${text}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    { old: before, limitMs },
  );
  return { firstMs, wholeMs };
}
