import type { Locator, Page } from '@playwright/test';

export const counter = (page: Page): Locator => page.getByRole('status', { name: 'Frame counter' });

/** How many different colours a canvas shows: 1 for an empty one, many for a picture. */
export function colourCount(page: Page, canvasName: string): Promise<number> {
  return page
    .getByRole('img', { name: canvasName, exact: true })
    .first()
    .evaluate((element) => {
      if (!(element instanceof HTMLCanvasElement)) return 0;
      const { width, height } = element;
      if (width === 0 || height === 0) return 0;
      const pixels = element.getContext('2d')?.getImageData(0, 0, width, height).data;
      return pixels ? new Set(new Uint32Array(pixels.buffer)).size : 0;
    });
}
