import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { temporaryFolder } from '../support/make-drive.ts';
import { realData } from '../support/real-data.ts';
import { counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const panel = (page: Page): Locator => page.getByRole('region', { name: 'Errors', exact: true });
const part = (page: Page, name: string): Locator => panel(page).getByRole('button', { name, exact: true });
const rowsOf = (page: Page, list: string): Locator =>
  panel(page).getByRole('list', { name: list }).getByRole('listitem').getByRole('button').filter({ hasText: ':' });
const frameOf = async (page: Page): Promise<number> =>
  Number(/frame\s+(\d+)/.exec(await counter(page).innerText())?.[1]);

/** Opens the panel when the drive has been analysed. */
async function openErrors(page: Page): Promise<void> {
  await expect(page.getByRole('img', { name: 'Camera frame', exact: true })).toHaveAttribute('data-mask', 'true');
  await page.keyboard.press('Shift+W');
  await expect(panel(page)).toBeVisible();
  await expect(panel(page).getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 });
}

test('the errors of the demo: peaks by key and list, events, scatter, histogram, figures', async ({ open }) => {
  const { page, host } = await open();

  await test.step('Q goes from peak to peak with the panel closed', async () => {
    await expect(page.getByText('MAE', { exact: true })).toBeVisible({ timeout: 60_000 });
    await page.keyboard.press('q');
    const first = await frameOf(page);
    await page.keyboard.press('q');
    expect(await frameOf(page)).toBeGreaterThanOrEqual(first + 20);
    await page.keyboard.press('Shift+Q');
    expect(await frameOf(page)).toBe(first);
    await page.keyboard.press('Shift+Q');
    await expect(page.getByText('That was the first error peak: on from the last.')).toBeVisible();
    expect(await frameOf(page)).toBeGreaterThan(first);
  });

  await openErrors(page);

  await test.step('the worst frames, largest first; a click goes there, W to the first of them', async () => {
    const rows = rowsOf(page, 'Worst frames');
    await expect(rows.first()).toHaveAccessibleName(/^Frame 701, 35\.05 s: recorded .* to the right$/);
    await rows.nth(1).click();
    await expect(counter(page)).toContainText('frame 399 /');
    await expect(rows.nth(1)).toHaveAttribute('aria-current', 'location');
    await page.keyboard.press('w');
    await expect(rows.first()).toHaveAttribute('aria-current', 'location');
    await part(page, 'Left').click();
    await expect(rows.first()).toHaveAccessibleName(/to the left$/);
    await part(page, 'All').click();
    const canvas = rows.first().locator('canvas');
    await expect.poll(() => canvas.evaluate((element) => (element as HTMLCanvasElement).width)).toBeGreaterThan(100);
  });

  await test.step('by keys: arrows move, Enter goes', async () => {
    const rows = rowsOf(page, 'Worst frames');
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(rows.nth(2)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(rows.nth(2)).toHaveAttribute('aria-current', 'location');
    await expect(counter(page)).toContainText('frame 288 /');
  });

  await test.step('events: thresholds, a range of one, bookmarks of all', async () => {
    await part(page, 'Events').click();
    const rows = rowsOf(page, 'Events').filter({ hasText: 'mean' });
    await expect(panel(page).getByText('4 events')).toBeVisible();
    await expect(rows).toHaveCount(4);
    await rows.last().click();
    await expect(counter(page)).toContainText('frame 699 /');
    await rows.first().dblclick();
    await expect(counter(page)).toContainText('frame 272 /');
    await part(page, 'Range').click();
    await expect(panel(page).getByText('One event')).toBeVisible();
    await part(page, 'Drive').click();
    await panel(page).getByRole('spinbutton', { name: 'Shortest event' }).fill('0.93');
    await expect(rows).toHaveCount(2);
    await page.keyboard.press('Escape');
    await part(page, 'Bookmark all').click();
    await expect(page.getByText('2 bookmarks made.')).toBeVisible();
    await part(page, 'Bookmark all').click();
    await expect(page.getByText('All of them are bookmarks already.')).toBeVisible();
  });

  await test.step('scatter: a click goes to the frame; histogram: a bar goes through its frames', async () => {
    await part(page, 'Scatter').click();
    const scatter = panel(page).getByRole('img', { name: 'Recorded against predicted steering' });
    const box = (await scatter.boundingBox())!;
    // The current frame, 272, is marked; from elsewhere a click there leads back to it.
    const here = (await panel(page).locator('i.here').boundingBox())!;
    await page.keyboard.press('End');
    await expect(counter(page)).toContainText('frame 719 /');
    await scatter.click({ position: { x: here.x + here.width / 2 - box.x, y: here.y + here.height / 2 - box.y } });
    await expect(counter(page)).toContainText('frame 272 /');
    const bars = panel(page).getByRole('group', { name: 'Errors by size' });
    const rightmost = bars.getByRole('button').last();
    await expect(rightmost).toHaveAccessibleName(/: 1 frame$/);
    await rightmost.click();
    await expect(counter(page)).toContainText('frame 701 /');
    await page.keyboard.press('Home');
    await panel(page).getByRole('button', { name: 'Next frame with such an error' }).click();
    await expect(counter(page)).toContainText('frame 701 /');
  });

  await test.step('figures of drive and range, with what they mean, as CSV', async () => {
    await part(page, 'Metrics').click();
    const row = (name: string): Locator => panel(page).getByRole('row', { name: new RegExp(`^${name}`) });
    await expect(row('Frames')).toHaveText(/720\s*26/);
    await expect(row('MAE')).toContainText('0.019');
    await expect(row('Autonomy')).toContainText('100.0 %');
    await row('R²').getByRole('button').hover();
    await expect(page.getByText(/^Coefficient of determination/).first()).toBeVisible();
    await panel(page).getByRole('spinbutton', { name: 'Error above which somebody would intervene' }).fill('0.01');
    await panel(page).getByRole('spinbutton', { name: 'For at least so many seconds' }).fill('0.1');
    await expect(row('Autonomy')).not.toContainText('100.0 %');
    // On the desktop the system asks where to.
    if (host === 'desktop') return;
    const download = page.waitForEvent('download');
    await part(page, 'Save as CSV').click();
    const csv = await readFile(await (await download).path(), 'utf8');
    expect(csv).toMatch(/^figure,drive,range\r\ncount,720,26\r\n/);
  });

  await test.step('the part is kept for the next start', async () => {
    await page.reload();
    await page.keyboard.press('Shift+W');
    await expect(part(page, 'Metrics')).toHaveAttribute('aria-pressed', 'true');
  });
});

/** The log of the demo again and again, over the same pictures. */
async function writeLongDrive(folder: string, times: number): Promise<void> {
  const demo = join(import.meta.dirname, '..', '..', 'demo', 'drive');
  const [header, ...rows] = (await readFile(join(demo, 'driving_log.csv'), 'utf8')).trimEnd().split('\n');
  const log = [header, ...Array.from({ length: times }, () => rows).flat()].join('\n');
  await writeFile(join(folder, 'driving_log.csv'), `${log}\n`);
  await symlink(join(demo, 'IMG'), join(folder, 'IMG'), 'junction');
}

test('a run that is ended by hand keeps what it has, and can be taken up', { tag: '@page' }, async ({ open }) => {
  using folder = temporaryFolder();
  await writeLongDrive(folder.path, 100);
  const { page } = await open(['--drive', folder.path, '--model', 'demo/model/pilotnet.h5']);
  await expect(counter(page)).toContainText('/ 72000');
  await page.keyboard.press('Shift+W');
  const rows = rowsOf(page, 'Worst frames');
  await expect(rows.first()).toBeVisible();
  await expect(panel(page).getByText(/^So far: .* of 72\s000 frames$/)).toBeVisible();
  await part(page, 'Cancel').click();
  await expect(panel(page).getByText(/ of 72\s000 frames are analysed\.$/)).toBeVisible();
  await rows.first().click();
  await expect(rows.first()).toHaveAttribute('aria-current', 'location');
  await part(page, 'Analyse the whole drive').click();
  await expect(panel(page).getByRole('progressbar')).toBeVisible();
});

test('a drive without a network says what is missing', { tag: '@page' }, async ({ open }) => {
  const { page } = await open(['--drive', 'demo/drive']);
  await expect(counter(page)).toContainText('frame 0 /');
  await page.keyboard.press('q');
  await expect(page.getByText('No network is open').first()).toBeVisible();
  await page.keyboard.press('Shift+W');
  await expect(panel(page).getByRole('button', { name: 'Choose a network …' })).toBeVisible();
});

const realDrive = realData('drives', 'udacity_official_track1');
const realNetwork = realData('models', 'm_naokishibuya', 'model.h5');

test('a real drive: its worst stretch is found and marked', { tag: '@page' }, async ({ open }) => {
  test.skip(!realDrive || !realNetwork, 'no real drives beside the checkout');
  const { page } = await open(['--drive', realDrive!, '--model', realNetwork!]);
  await openErrors(page);
  await rowsOf(page, 'Worst frames').first().click();
  const worst = await frameOf(page);
  await part(page, 'Events').click();
  const event = panel(page).getByRole('list', { name: 'Events' }).locator('[aria-current="location"]');
  await expect(event).toHaveCount(1);
  await event.focus();
  await page.keyboard.press('Enter');
  const frames = /Frames (\d+)–(\d+)/.exec((await event.textContent()) ?? '');
  expect(Number(frames?.[1])).toBeLessThanOrEqual(worst);
  expect(Number(frames?.[2])).toBeGreaterThanOrEqual(worst);
  await part(page, 'Metrics').click();
  await expect(panel(page).getByText(`The range: frames ${frames?.[1]} to ${frames?.[2]}`)).toBeVisible();
});
