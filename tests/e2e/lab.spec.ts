import type { Locator, Page } from '@playwright/test';
import { counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const panel = (page: Page): Locator => page.getByRole('region', { name: 'Lab', exact: true });
const found = (page: Page): Locator => panel(page).getByRole('region', { name: 'What was found' });

async function choose(page: Page, experiment: string): Promise<void> {
  await panel(page)
    .getByLabel(/^Experiment:/)
    .click();
  await page.getByRole('option', { name: experiment }).click();
}

async function run(page: Page): Promise<void> {
  await panel(page).getByRole('button', { name: /^Run/ }).click();
  await expect(panel(page).getByRole('button', { name: 'Run again' })).toBeVisible({ timeout: 60_000 });
}

test('the lab asks the demo’s network by experiments, and leads to their frames', async ({ open }) => {
  const { page } = await open();
  await expect(page.getByRole('img', { name: 'Camera frame', exact: true })).toHaveAttribute('data-mask', 'true');
  await page.keyboard.press('Shift+X');

  await test.step('the shift test of the whole drive, every 120 frames', async () => {
    await panel(page).getByLabel('Every how many frames').fill('120');
    await run(page);
    await expect(found(page)).toContainText('frames 0 to 719, every 120: 6 looked at');
    await expect(found(page).getByRole('status')).toContainText('times as much as moving the rest');
    await expect(found(page).getByRole('img', { name: /^Change of steering against shift/ })).toBeVisible();
    await expect(found(page).getByRole('list', { name: 'Frames looked at' }).getByRole('listitem')).toHaveCount(6);
  });

  await test.step('settings say what may be, and go back to the defaults', async () => {
    await panel(page).getByText('Settings', { exact: true }).click();
    const steps = panel(page).getByLabel('Largest shift');
    await steps.fill('0.5');
    await expect(steps).toHaveAttribute('aria-invalid', 'true');
    await panel(page).getByRole('button', { name: 'Defaults' }).click();
    await expect(steps).toHaveAttribute('aria-invalid', 'false');
    await expect(steps).toHaveValue('');
  });

  await test.step('methods compared on one frame, the theory with them', async () => {
    await choose(page, 'Methods compared');
    await panel(page).getByRole('button', { name: 'This frame' }).click();
    await run(page);
    // One frame was asked for and one was looked at: its number says all there is to say.
    await expect(found(page).getByText('Frame 0', { exact: true })).toBeVisible();
    await expect(found(page).getByRole('status')).toContainText('exact contribution');
    await expect(found(page).getByRole('columnheader').first()).toBeVisible();
  });

  await test.step('a focus jump leads to its frame', async () => {
    await choose(page, 'Focus jumps');
    await run(page);
    const first = found(page).getByRole('list', { name: 'Focus jumps' }).getByRole('button').first();
    const frame = Number(/^Frame (\d+):/.exec((await first.getAttribute('aria-label')) ?? '')?.[1]);
    expect(frame).toBeGreaterThan(0);
    await first.click();
    await expect(counter(page)).toContainText(`frame ${frame} /`);
  });
});

test('what an experiment found until it is cancelled stays', { tag: '@page' }, async ({ open }) => {
  const { page } = await open();
  await expect(page.getByRole('img', { name: 'Camera frame', exact: true })).toHaveAttribute('data-mask', 'true');
  await page.keyboard.press('Shift+X');
  await choose(page, 'Region perturbation');
  await panel(page).getByLabel('Every how many frames').fill('1');
  await panel(page).getByRole('button', { name: 'Run', exact: true }).click();
  await expect(panel(page).getByText(/^[1-9]\d* of 720 frames$/)).toBeVisible({ timeout: 60_000 });
  await panel(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(found(page)).toContainText('then cancelled');
  await expect(found(page).getByRole('img', { name: /squares turned to noise/ })).toBeVisible();
});
