import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeFlatNetwork } from '../support/flat-network.ts';
import { temporaryFolder } from '../support/make-drive.ts';
import { expect, test } from './support/workstation.ts';

const camera = (page: Page) => page.getByRole('img', { name: 'Camera frame', exact: true });
const method = (page: Page, name: string) => page.getByRole('button', { name: `Method ${name}`, exact: true });
const methods = (page: Page) => page.getByRole('listbox', { name: 'Methods' });
const scale = (page: Page, method: string) =>
  page.getByRole('button', { name: `Scale of the mask: ${method} · this frame` });

/** How many pixels of the camera are clearly blue or orange, the colours of the two sides. */
const sides = (page: Page): Promise<{ readonly blue: number; readonly orange: number }> =>
  camera(page).evaluate((element) => {
    const context = element instanceof HTMLCanvasElement ? element.getContext('2d') : null;
    const data = context?.getImageData(0, 0, context.canvas.width, context.canvas.height).data ?? [];
    let [blue, orange] = [0, 0];
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, ofBlue = 0] = [data[at], data[at + 1], data[at + 2]];
      if (ofBlue > red + 90 && green > red) blue += 1;
      if (red > ofBlue + 90 && green < red - 30) orange += 1;
    }
    return { blue, orange };
  });

test('methods: found by name and by key, with what they mean; signs in two colours, told and compared', async ({
  open,
}) => {
  const { page } = await open();
  await expect(camera(page)).toHaveAttribute('data-mask', 'true');

  await test.step('the list says what each means, and finds one by its name', async () => {
    await page.keyboard.press('Shift+S');
    await expect(page.getByText('says what the network looks at, not how it decides')).toBeVisible();
    await page.getByRole('combobox', { name: 'Find a method' }).fill('composite');
    await expect(methods(page).getByRole('option')).toHaveCount(1);
    await expect(page.getByText('above 0 stands for right, below 0 for left')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(method(page, 'LRP, composite')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(methods(page)).toHaveCount(0);
  });

  await test.step('a mask with a sign has two colours, a bar between them, and a side at each pixel', async () => {
    await expect(camera(page)).toHaveAttribute('data-mask', 'true');
    await expect(scale(page, 'LRP, composite')).toBeVisible();
    await page.keyboard.press('Shift+H');
    await page.keyboard.press('Shift+H');
    await expect.poll(async () => (await sides(page)).orange).toBeGreaterThan(50);
    await expect(page.getByRole('combobox', { name: 'Colour map: Blue–orange' })).toBeVisible();
    await page.keyboard.press('h');
    await expect(page.getByRole('combobox', { name: 'Colour map: Blue–red' })).toBeVisible();
    await page.keyboard.press('x');
    const reading = page.getByRole('status').filter({ hasText: /mask/ });
    await expect(reading).toContainText(/mask [+−]?[01]\.\d{3}/);
    await expect(reading).toContainText(/left|right/);
    await page.keyboard.press('x');
  });

  await test.step('the one before comes back by key, and with it its own colours', async () => {
    await page.keyboard.press('Alt+a');
    await expect(method(page, 'VisualBackProp')).toBeVisible();
    await expect(page.getByRole('combobox', { name: 'Colour map: Green' })).toBeVisible();
    await page.keyboard.press('Alt+a');
    await expect(method(page, 'LRP, composite')).toBeVisible();
  });

  await test.step('beside another from the palette: agreement of magnitudes and of signs, and the difference', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('compare with gradient × input');
    await page.keyboard.press('Enter');
    await page.keyboard.press('a');
    const agreement = page.getByRole('region', { name: 'Compare' }).getByRole('row').nth(1).getByRole('cell');
    await expect(agreement).toHaveText([/^−?0\.\d\d$/, /^−?0\.\d\d$/, /^0\.\d\d$/, /^[01]\.\d\d$/], {
      timeout: 60_000,
    });
    const atTenth = await agreement.nth(2).textContent();
    await page.getByRole('combobox', { name: 'Most salient pixels: top 10 %' }).click();
    await page.getByRole('option', { name: 'top 20 %' }).click();
    await expect(agreement.nth(2)).not.toHaveText(atTenth ?? '');
    for (let press = 0; press < 2; press++) await page.keyboard.press('Shift+A');
    await expect(
      page.getByRole('img', { name: 'Colours of the difference: orange where LRP, composite is further right' }),
    ).toBeVisible();
  });
});

test(
  'a network that a method cannot explain keeps its prediction, and the picture says why',
  { tag: '@page' },
  async ({ open }) => {
    using folder = temporaryFolder();
    const station = await open();
    const { page } = station;
    await expect(camera(page)).toHaveAttribute('data-mask', 'true');
    const flat = await writeFlatNetwork(join(folder.path, 'flat.h5'), [16, 32, 3]);
    await station.answerDialog(flat);
    await page.keyboard.press('Control+Shift+o');
    if (!station.desktop) {
      await page.getByRole('textbox', { name: 'Path' }).fill(flat);
      await page.getByRole('button', { name: 'Open', exact: true }).click();
    }
    await expect(page.getByText('This network has no convolutions, so there is no mask.')).toBeVisible();
    await page.keyboard.press('Shift+S');
    await page.getByRole('combobox', { name: 'Find a method' }).fill('grad-cam');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect(page.getByText('Grad-CAM cannot explain this network.')).toBeVisible();
    await expect(camera(page)).toHaveAttribute('data-mask', 'false');
    await page.keyboard.press('a');
    const prediction = page.getByRole('region', { name: 'Compare' }).locator('dl > div', { hasText: 'Here' });
    await expect(prediction.getByRole('definition')).toHaveText(/^\d\.\d{3}$/);
    await page.keyboard.press('Shift+S');
    await page.getByRole('combobox', { name: 'Find a method' }).fill('gradient × input');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect(camera(page)).toHaveAttribute('data-mask', 'true');
  },
);
