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

/** A press of a key that steps. */
export interface Press {
  /** Milliseconds from the key to the painted frame with its mask; infinite where it never came. */
  readonly takenMs: number;
  /** Of those, the ones in which the page was idle and the screen's next frame had not begun. */
  readonly waitedMs: number;
}

/** Presses a key that steps `times` at `perSec` inside the page, where no driver of the browser adds its own time. */
export function pressKey(page: Page, key: string, times: number, perSec: number): Promise<Press[]> {
  return page.evaluate(
    async ({ key: pressed, times: count, periodMs }) => {
      const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
      const canvas = document.querySelector<HTMLElement>('#camera-frame');
      const step = pressed === 'ArrowLeft' ? -1 : 1;
      const { paints } = window.steerscopeBench;
      const presses: { frame: number; at: number; from: number }[] = [];
      let frame = Number(canvas?.dataset['frame']);
      for (let press = 0; press < count; press++) {
        frame += step;
        presses.push({ frame, at: performance.now(), from: paints.length });
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true, cancelable: true }));
        await rest(periodMs);
      }
      // The last may be late.
      await rest(500);
      return presses.map((press) => {
        const painted = paints.slice(press.from).find((paint) => paint.frame === press.frame && paint.complete);
        const takenMs = (painted?.presentedMs ?? Number.NaN) - press.at;
        return {
          takenMs: Number.isNaN(takenMs) ? Number.POSITIVE_INFINITY : takenMs,
          waitedMs: painted?.waitedMs ?? 0,
        };
      });
    },
    { key, times, periodMs: 1000 / perSec },
  );
}

/** Shows the open network a second time beside itself, a session of its own, until both pictures have their masks. */
export async function compareWithItself(page: Page): Promise<void> {
  await page.keyboard.press('a');
  await page.getByRole('button', { name: 'Network: add to the comparison' }).click();
  await page.getByRole('menuitem', { name: 'This network' }).click();
  await page.locator('canvas[aria-label^="Camera frame, "][data-mask=true]').waitFor();
  await page.mouse.move(0, 0);
  await settled(page);
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
