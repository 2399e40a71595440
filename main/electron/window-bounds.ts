import { screen, type BrowserWindow, type Rectangle } from 'electron';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readKept } from '../project/kept-file.ts';
import { stateFolder } from '../project/state-folder.ts';

const side = z.int().min(-100_000).max(100_000);
const boundsSchema = z.object({
  x: side,
  y: side,
  width: z.int().min(200),
  height: z.int().min(200),
  maximized: z.boolean(),
});
export type WindowBounds = z.infer<typeof boundsSchema>;

const maxBytes = 4096;
/** So much of a window has to be on a screen that it can be got hold of. */
const gripPixels = 80;

const boundsPath = (): string | null => {
  const folder = stateFolder();
  return folder === null ? null : join(folder, 'window.json');
};

/** Where the window was last, if that is on a screen that is there now. */
export async function lastBounds(): Promise<WindowBounds | null> {
  const path = boundsPath();
  const { data } = boundsSchema.safeParse(path === null ? null : await readKept(path, maxBytes));
  return data && screen.getAllDisplays().some(({ workArea }) => isWithin(data, workArea)) ? data : null;
}

function isWithin({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const right = Math.min(x + width, area.x + area.width);
  return right - Math.max(x, area.x) >= gripPixels && y >= area.y && y <= area.y + area.height - gripPixels;
}

/** Keeps where a window is as it closes, at once: the program may end with it. */
export function keepBounds(window: BrowserWindow): void {
  const path = boundsPath();
  if (path === null) return;
  const bounds: WindowBounds = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(bounds));
  } catch {
    // The next window opens as the first did.
  }
}
