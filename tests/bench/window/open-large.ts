import { join } from 'node:path';
import { temporaryFolder } from '../../support/make-drive.ts';
import { makeSparseMcap } from '../../support/make-sparse-mcap.ts';
import { demoArguments } from '../demo-paths.ts';
import { ms, type BenchRow } from '../measure.ts';
import { makeLargeDrive, makeLongVideo } from './large-drives.ts';
import { forget, settled } from './move-about.ts';
import { openWindow, type BenchWindow } from './open-window.ts';

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
  const rows: BenchRow[] = [];
  for (const { what, path, target } of drives) {
    if (path === null) continue;
    for (const again of [false, true]) {
      await using window = await openWindow(demoArguments);
      const { page } = window;
      await settled(page);
      const { firstMs, wholeMs } = await openPath(window, path);
      rows.push({
        what: `open ${what}${again ? ', again' : ''}`,
        figure: `first frame painted after ${ms(firstMs)}, all indexed after ${ms(wholeMs)}; ${window.memoryMiB().toFixed(0)} MiB, product and browser`,
        target,
        floor: '',
      });
    }
  }
  return rows;
}

async function openPath({ page }: BenchWindow, path: string): Promise<{ firstMs: number; wholeMs: number }> {
  await page.keyboard.press('Control+o');
  await page.getByLabel('Path').fill(path);
  const before = await page.getByRole('status', { name: 'Frame counter' }).innerText();
  await forget(page);
  const started = page.evaluate(
    () =>
      new Promise<{ at: number; first: number }>((resolve) => {
        window.addEventListener(
          'keydown',
          () => {
            const at = performance.now();
            const look = (): void => {
              const [first] = window.steerscopeBench.paints.filter((paint) => paint.presentedMs > at);
              if (first && document.querySelector('[role=dialog]') === null) resolve({ at, first: first.presentedMs });
              else setTimeout(look, 4);
            };
            look();
          },
          { capture: true, once: true },
        );
      }),
  );
  await page.keyboard.press('Enter');
  const { at, first } = await started;
  const wholeMs = await page.evaluate(
    async ({ from, old }) => {
      for (;;) {
        const text = document.querySelector('[role=status][aria-label="Frame counter"]')?.textContent ?? '';
        const reading = document.querySelector('[data-drive-reading="first-frames"]');
        if (text !== old && reading === null) return performance.now() - from;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    { from: at, old: before },
  );
  return { firstMs: first - at, wholeMs };
}
