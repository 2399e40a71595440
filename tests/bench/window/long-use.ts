import { demoArguments } from '../demo-paths.ts';
import type { BenchRow } from '../measure.ts';
import { forget, jump, pressKey, quiet, settled } from './move-about.ts';
import { openWindow } from './open-window.ts';

/** Minutes of steps, jumps and play; STEERSCOPE_BENCH_MINUTES, ten when not said. */
export async function longUse(): Promise<BenchRow[]> {
  const minutes = Number(process.env['STEERSCOPE_BENCH_MINUTES'] ?? 10);
  await using window = await openWindow(demoArguments);
  const { page } = window;
  await settled(page);
  await quiet(page);
  const heapMiB = async (): Promise<number> => {
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    await session.detach();
    return usedSize / 2 ** 20;
  };
  const before = await heapMiB();
  let peakMiB = window.memoryMiB();
  const end = Date.now() + minutes * 60_000;
  while (Date.now() < end) {
    await jump(page, 5);
    await pressKey(page, 'ArrowRight', 60, 30);
    await page.keyboard.press('Space');
    await page.waitForTimeout(3000);
    await page.keyboard.press('Space');
    await forget(page);
    peakMiB = Math.max(peakMiB, window.memoryMiB());
  }
  return [
    {
      what: `${minutes} minutes of use`,
      figure: `the page's heap ${before.toFixed(0)} MiB before, ${(await heapMiB()).toFixed(0)} MiB after; all processes ${peakMiB.toFixed(0)} MiB at most`,
      target: '≤ 1 GB, all processes',
      floor: '',
    },
  ];
}
