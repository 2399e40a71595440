import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { temporaryFolder, tinyJpeg, writeFiles } from '../support/make-drive.ts';
import { counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const columns = (page: Page): Locator => page.getByRole('region', { name: 'Drive columns' });
const recorded = (page: Page): Locator =>
  page.getByRole('region', { name: 'Steering', exact: true }).getByRole('definition').first();

/** A log with names that tell nothing: a picture's number, a servo's angle, the time. */
function makeOddDrive(folder: string): string {
  const angles = [90, 90, 120, 60, 90, 90, 100, 90];
  const rows = angles.map((angle, frame) => [`p${frame}`, angle, frame * 100].join(','));
  writeFiles(folder, { 'werte.csv': `${['a', 'b', 'c'].join(',')}\n${rows.join('\n')}\n` });
  for (const frame of angles.keys())
    writeFiles(folder, { [`cam/p${frame}.jpg`]: tinyJpeg(`rgb(${frame * 20}, 90, 60)`) });
  return join(folder, 'werte.csv');
}

/** By keys alone: the list at the focus is opened, and the option that begins so is taken. */
async function choose(page: Page, list: Locator, option: string): Promise<void> {
  await list.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: option, exact: true })).toBeVisible();
  await page.keyboard.type(option.slice(0, 3));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listbox')).toHaveCount(0);
}

test('a log that is not recognised is explained by keys alone, saved, and opens by itself from then on', async ({
  open,
}) => {
  using folder = temporaryFolder();
  const log = makeOddDrive(folder.path);
  const { page } = await open(['--drive', log]);

  await test.step('what cannot be opened can be explained', async () => {
    await page.getByRole('button', { name: 'Say what its columns mean' }).focus();
    await page.keyboard.press('Enter');
    await expect(columns(page).getByText('Choose the column that names the pictures')).toBeVisible();
    await expect(columns(page).getByRole('listitem', { name: 'b' })).toContainText('60 … 120');
  });

  await test.step('named pictures open the drive', async () => {
    await choose(page, columns(page).getByRole('combobox', { name: /^Use of a: / }), 'Picture');
    await expect(counter(page)).toContainText('frame 0 / 8');
    await expect(columns(page).getByText('Changed, not saved')).toBeVisible();
  });

  await test.step('the steering is seen as it is explained; the frame stays', async () => {
    await columns(page).getByRole('button', { name: 'Columns', exact: true }).focus();
    for (let step = 0; step < 2; step++) await page.keyboard.press('.');
    await choose(page, columns(page).getByRole('combobox', { name: /^Use of b: / }), 'Steering');
    await expect(recorded(page)).toHaveText('120.0°');
    await columns(page).getByRole('button', { name: 'Set up the steering of b' }).focus();
    await page.keyboard.press('Enter');
    await expect(columns(page).getByText('straight on is perhaps 90')).toBeVisible();
    await columns(page).getByRole('button', { name: 'Take 90' }).focus();
    await page.keyboard.press('Enter');
    await expect(columns(page).getByText('Turns right')).toBeVisible();
    await expect(recorded(page)).toHaveText('30.0°');
    await columns(page).getByRole('button', { name: 'Left', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(columns(page).getByText('Turns left')).toBeVisible();
    await expect(counter(page)).toContainText('frame 2 / 8');
  });

  await test.step('undone and done again', async () => {
    await page.keyboard.press('Control+z');
    await expect(columns(page).getByText('Turns right')).toBeVisible();
    await page.keyboard.press('Control+Shift+z');
    await expect(columns(page).getByText('Turns left')).toBeVisible();
  });

  await test.step('saved beside the log', async () => {
    await columns(page).getByRole('button', { name: 'Save' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect(columns(page).getByText('Saved', { exact: true })).toBeVisible();
    expect(JSON.parse(readFileSync(`${log}.steerscope-drive.json`, 'utf8'))).toMatchObject({
      images: ['a'],
      steering: { column: 'b', unit: 'deg', centre: 90, positive: 'left' },
    });
  });

  await page.reload();
  await expect(counter(page)).toContainText('frame 0 / 8');
  await page.keyboard.press('End');
  await page.keyboard.press(',');
  await expect(recorded(page)).toHaveText('10.0°');
});

test('what cannot be opened so is said, and leaves the drive as it was', async ({ open }) => {
  using folder = temporaryFolder();
  const log = makeOddDrive(folder.path);
  writeFiles(folder.path, { 'werte.csv.steerscope-drive.json': '{"images": ["a"]}' });
  const { page } = await open(['--drive', log]);
  await expect(counter(page)).toContainText('frame 0 / 8');
  await page.keyboard.press('t');
  await choose(page, columns(page).getByRole('combobox', { name: /^Use of a: / }), 'Not used');
  await choose(page, columns(page).getByRole('combobox', { name: /^Use of c: / }), 'Picture');
  await expect(columns(page).getByRole('alert')).toBeVisible();
  await expect(counter(page)).toContainText('frame 0 / 8');
  await columns(page).getByRole('button', { name: 'Take it back' }).click();
  await expect(columns(page).getByRole('alert')).toHaveCount(0);
});
