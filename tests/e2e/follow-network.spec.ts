import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { temporaryFolder } from '../support/make-drive.ts';
import { makeGreyDrive, writeMeanNetwork } from '../support/tiny-network-file.ts';
import { counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const predicted = (page: Page) =>
  page.getByRole('region', { name: 'Steering', exact: true }).getByRole('definition').nth(1);
const header = (page: Page) => page.getByRole('banner');

test('a network that is trained is followed: its predictions change with the file, and garbage is told', async ({
  open,
}) => {
  using folder = temporaryFolder();
  const drive = makeGreyDrive(join(folder.path, 'drive'), [0, 51, 102, 255]);
  const network = await writeMeanNetwork(join(folder.path, 'mean.h5'));
  const next = await writeMeanNetwork(join(folder.path, 'next.h5'), { gain: 0.5 });
  const { page } = await open(['--drive', drive, '--model', network]);
  await expect(page.getByLabel(/Agreement over 4 frames/)).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(predicted(page)).toHaveText(/^0\.(400|399|401)$/);
  const follow = header(page).getByRole('button', { name: 'Follow the training' });
  await expect(follow).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('Shift+G');
  await expect(follow).toHaveAttribute('aria-pressed', 'true');

  copyFileSync(next, network);
  await expect(header(page).getByText('· 2nd')).toBeVisible();
  await expect(predicted(page)).toHaveText(/^0\.(200|199|201)$/);
  await expect(counter(page)).toContainText('frame 2 / 4');

  writeFileSync(network, 'half a network');
  await header(page)
    .getByRole('button', { name: /newer one not readable/ })
    .click();
  await expect(page.getByRole('dialog').getByText(/cannot be opened as it is now/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(predicted(page)).toHaveText(/^0\.(200|199|201)$/);

  await writeMeanNetwork(network);
  await expect(header(page).getByText('· 3rd')).toBeVisible();
  await expect(predicted(page)).toHaveText(/^0\.(400|399|401)$/);
  await page.keyboard.press('n');
  // Recorded is what the first and the third network answer, the second half of it.
  await expect(page.getByRole('dialog').getByText(/3rd since it was opened, MAE 0\.200 → 0\.00\d/)).toBeVisible();
});
