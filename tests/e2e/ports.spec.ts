import type { Page } from '@playwright/test';
import { expect, test } from './support/workstation.ts';

const camera = (page: Page) => page.getByRole('img', { name: 'Camera frame', exact: true });

/** From the list of methods, by what is typed. */
async function choose(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Shift+S');
  await page.getByRole('combobox', { name: 'Find a method' }).fill(words);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
}

test('a public port draws its mask, says how it differs, and where it cannot says why', async ({ open }) => {
  const { page } = await open();
  await expect(camera(page)).toHaveAttribute('data-mask', 'true');

  await test.step('one that fits the network', async () => {
    await page.keyboard.press('Shift+S');
    await page.getByRole('combobox', { name: 'Find a method' }).fill('carla');
    await expect(page.getByText('puts the missing row and column above and left')).toBeVisible();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Method carla-driver', exact: true })).toBeVisible();
    await expect(camera(page)).toHaveAttribute('data-mask', 'true');
  });

  await test.step('one that does not', async () => {
    await choose(page, 'ResNet-50');
    await expect(page.getByText('ResNet-50 by blocks cannot explain this network.')).toBeVisible();
    await expect(page.getByText('The program reads residual blocks, and the network has none.')).toBeVisible();
    await expect(camera(page)).toHaveAttribute('data-mask', 'false');
  });
});
