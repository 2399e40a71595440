import type { Page } from '@playwright/test';
import type { Recorded } from './record-paints.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export async function placeOf(page: Page, role: 'scrollbar' | 'img', name: string): Promise<Place> {
  const box = await page.getByRole(role, { name }).boundingBox();
  if (!box) throw new Error(`${name} has no place on the screen.`);
  return box;
}

/** Forgets what was recorded so far. */
export async function forget(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.steerscopeBench.paints.length = 0;
    window.steerscopeBench.longTasks.length = 0;
  });
}

export const recorded = (page: Page): Promise<Recorded> => page.evaluate(() => window.steerscopeBench);

/** Until a frame is on the screen with its mask, and nothing has been painted for a while. */
export async function settled(page: Page, timeoutMs = 60_000): Promise<void> {
  await page.waitForFunction(
    () => {
      const last = window.steerscopeBench.paints.at(-1);
      return last?.complete === true && performance.now() - last.drawnMs > 300;
    },
    undefined,
    { timeout: timeoutMs },
  );
}

/**
 * Presses a key `times` times at `perSec` inside the page, where no driver of the browser adds its own time.
 * @returns milliseconds from each press to the painted frame with its mask; infinite where it never came, NaN where it came so late that the next was pressed.
 */
export function pressKey(page: Page, key: string, times: number, perSec: number): Promise<number[]> {
  return page.evaluate(
    async ({ key: pressed, times: count, periodMs }) => {
      const canvas = document.querySelector<HTMLElement>('#camera-frame');
      const step = pressed === 'ArrowLeft' ? -1 : 1;
      const { paints } = window.steerscopeBench;
      const taken: number[] = [];
      let frame = Number(canvas?.dataset['frame']);
      for (let press = 0; press < count; press++) {
        frame += step;
        const from = paints.length;
        const at = performance.now();
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true, cancelable: true }));
        await new Promise((resolve) => setTimeout(resolve, periodMs));
        const painted = paints.slice(from).find((paint) => paint.frame === frame && paint.complete);
        taken.push(painted ? painted.presentedMs - at : Number.POSITIVE_INFINITY);
      }
      return taken;
    },
    { key, times, periodMs: 1000 / perSec },
  );
}

/** Clicks on the timeline at random places. @returns milliseconds from each click to the painted frame with its mask. */
export async function jump(page: Page, times: number): Promise<number[]> {
  const place = await placeOf(page, 'scrollbar', 'Timeline');
  const taken: number[] = [];
  for (let round = 0; round < times; round++) {
    const x = place.x + ((Math.imul(round + 11, 7919) % 997) / 997) * place.width;
    taken.push(
      await page.evaluate(
        async ({ x: clientX, y: clientY }) => {
          const surface = document.querySelector('[role=scrollbar][aria-label=Timeline]');
          const how = { clientX, clientY, pointerId: 1, button: 0, bubbles: true, isPrimary: true };
          const { paints } = window.steerscopeBench;
          const from = paints.length;
          const at = performance.now();
          surface?.dispatchEvent(new PointerEvent('pointerdown', how));
          surface?.dispatchEvent(new PointerEvent('pointerup', how));
          surface?.dispatchEvent(new PointerEvent('lostpointercapture', how));
          const wanted = (): number => Number(surface?.getAttribute('aria-valuenow'));
          for (;;) {
            await new Promise((resolve) => setTimeout(resolve, 4));
            const painted = paints.slice(from).find((paint) => paint.frame === wanted() && paint.complete);
            if (painted && !Number.isNaN(painted.presentedMs)) return painted.presentedMs - at;
            if (performance.now() - at > 10_000) return Number.POSITIVE_INFINITY;
          }
        },
        { x, y: place.y + place.height / 2 },
      ),
    );
    // A hand rests, and what is fetched ahead does not count for the next jump.
    await page.waitForTimeout(150);
  }
  return taken;
}

/** Milliseconds between the animation frames of the page while `work` goes on. */
export async function frameTimes(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { benchFrameTimes: times });
    let last = performance.now();
    requestAnimationFrame(function tick(now) {
      times.push(now - last);
      last = now;
      if ((window as { benchFrameTimes?: number[] }).benchFrameTimes === times) requestAnimationFrame(tick);
    });
  });
  await work();
  return page.evaluate(() => {
    const times = (window as { benchFrameTimes?: number[] }).benchFrameTimes ?? [];
    Object.assign(window, { benchFrameTimes: undefined });
    return times.slice(2);
  });
}

/** Until the whole-drive run is over, which takes the processor. */
export async function quiet(page: Page): Promise<void> {
  const run = page.getByRole('progressbar', { name: 'Analysis of the whole drive' });
  await run.waitFor({ timeout: 2000 }).catch(() => undefined);
  await run.waitFor({ state: 'detached', timeout: 600_000 });
  await settled(page);
}
