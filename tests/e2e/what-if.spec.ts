import type { Page } from '@playwright/test';
import { counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const panel = (page: Page) => page.getByRole('region', { name: 'What if' });
const figure = (page: Page, name: string) =>
  panel(page).locator('dl > div', { hasText: name }).first().getByRole('definition');
const mark = (page: Page) => page.getByRole('status', { name: 'Edited or recorded' });
const camera = (page: Page) => page.getByRole('img', { name: 'Camera frame', exact: true });

/** A number that changes with any pixel of the camera's picture. */
const pixels = (page: Page): Promise<number> =>
  camera(page).evaluate((element) => {
    const context = element instanceof HTMLCanvasElement ? element.getContext('2d') : null;
    const data = context?.getImageData(0, 0, context.canvas.width, context.canvas.height).data;
    return new Uint32Array(data?.buffer ?? []).reduce((sum, pixel) => (Math.imul(sum, 31) + pixel) | 0, 0);
  });

test('had the camera seen something else: picture, prediction and mask at once, and over a range', async ({ open }) => {
  const { page } = await open();
  await expect(camera(page)).toHaveAttribute('data-mask', 'true');
  await page.keyboard.press('Shift+I');
  await expect(mark(page)).toContainText('As recorded');
  await expect(figure(page, 'Change')).toHaveText('0.000');
  const [recorded, asRecorded] = [await pixels(page), await figure(page, 'As recorded').textContent()];

  await test.step('a knob by keys moves picture and prediction, and says so', async () => {
    await panel(page).getByRole('slider', { name: 'Brightness' }).focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
    await expect(mark(page)).toContainText('brightness +3');
    await panel(page).getByRole('spinbutton', { name: 'Brightness, in numbers' }).fill('50');
    await page.keyboard.press('Escape');
    await expect(mark(page)).toContainText('EDITED');
    await expect.poll(() => pixels(page)).not.toBe(recorded);
    await expect(figure(page, 'Edited')).not.toHaveText(asRecorded ?? '');
    await expect(figure(page, 'As recorded')).toHaveText(asRecorded ?? '');
    await expect(camera(page)).toHaveAttribute('data-mask', 'true');
  });

  await test.step('the picture as recorded is a key away', async () => {
    await page.keyboard.press('Shift+E');
    await expect(mark(page)).toContainText('As recorded');
    await expect.poll(() => pixels(page)).toBe(recorded);
    await page.keyboard.press('Shift+E');
    await expect(mark(page)).toContainText('EDITED');
  });

  await test.step('frames are edited as they are stepped through', async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('ArrowRight');
    await expect(camera(page)).toHaveAttribute('data-frame', '1');
    await expect(mark(page)).toContainText('brightness');
    await expect(figure(page, 'Change')).toHaveText(/^[+−]?0\.\d{3}$/);
    await page.keyboard.press('ArrowLeft');
    await panel(page).getByRole('button', { name: 'Reset brightness' }).click();
    await expect.poll(() => pixels(page)).toBe(recorded);
  });

  await test.step('a region is painted, filled, and taken back', async () => {
    await panel(page).getByRole('button', { name: 'Rectangle', exact: true }).click();
    const box = (await camera(page).boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.55);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.75, { steps: 5 });
    await page.mouse.up();
    await expect(mark(page)).toContainText('1 region erased');
    await expect(panel(page).getByRole('spinbutton', { name: 'width of region 1' })).toHaveValue(/^1\d\d$/);
    const inpainted = await figure(page, 'Edited').textContent();
    await panel(page).getByRole('button', { name: 'Noise', exact: true }).click();
    await expect(figure(page, 'Edited')).not.toHaveText(inpainted ?? '');
    await page.keyboard.press('Escape');
    await expect(panel(page).getByRole('button', { name: 'Rectangle', exact: true })).toHaveAttribute(
      'aria-pressed',
      'false',
    );
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect(mark(page)).toContainText('As recorded');
    await expect.poll(() => pixels(page)).toBe(recorded);
  });

  await test.step('mirrored: the mirrored prediction stands beside', async () => {
    await panel(page).getByRole('button', { name: 'Exchanged' }).click();
    const mirrored = asRecorded?.startsWith('−') ? asRecorded.slice(1) : `−${asRecorded}`;
    await expect(figure(page, 'Mirrored')).toHaveText(mirrored);
  });

  await test.step('over a range: a line in the plot, and how far it moves', async () => {
    for (const key of ['Home', 'i', 'Shift+ArrowRight', 'o']) await page.keyboard.press(key);
    await expect(counter(page)).toContainText('frame 10 /');
    await panel(page)
      .getByRole('button', { name: /^Over the range: 11 frames/ })
      .click();
    await expect(figure(page, 'Mean |Δ|')).toHaveText(/^0\.\d{3}$/, { timeout: 60_000 });
    await expect(page.getByRole('region', { name: 'Plots' })).toContainText('What if');
    await panel(page).getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Plots' })).not.toContainText('What if');
  });

  await test.step('closed, all is as recorded', async () => {
    await page.keyboard.press('Shift+I');
    await page.keyboard.press('Home');
    await expect(mark(page)).toHaveCount(0);
    await expect(camera(page)).toHaveAttribute('data-mask', 'true');
  });
});

test('without a network it says what it needs', { tag: '@page' }, async ({ open }) => {
  const { page } = await open(['--drive', 'demo/drive']);
  await expect(camera(page)).toHaveAttribute('data-frame', '0');
  await page.keyboard.press('Shift+I');
  await expect(panel(page)).toContainText('No network is open');
  await expect(mark(page)).toHaveCount(0);
});
