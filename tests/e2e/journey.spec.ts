import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { realData } from '../support/real-data.ts';
import { colourCount, counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

/** A folder of the running test's own, which the next run clears. */
function emptyFolder(): string {
  const path = test.info().outputPath('folder');
  mkdirSync(path, { recursive: true });
  return path;
}

/** The whole way of a user through the window, on the demo: open, scrub, inspect a layer, read the plot, export, close. */
test('from the start to an exported clip', async ({ open }) => {
  const workstation = await open();
  const { page } = workstation;

  await test.step('the demo is open: frame, mask, layers, plot', async () => {
    await expect(counter(page)).toContainText(/^frame 0 \/ \d{3,} · 0\.00 s$/);
    await expect(page.getByRole('button', { name: /^Drive .*drive$/ })).toBeVisible();
    await expect.poll(() => colourCount(page, 'Camera frame')).toBeGreaterThan(1000);
    await expect.poll(() => colourCount(page, 'Averaged map conv1')).toBeGreaterThan(16);
    await expect.poll(() => colourCount(page, 'Intermediate mask conv1')).toBeGreaterThan(16);
    await expect(page.getByRole('img', { name: 'Steering plot' })).toBeVisible();
  });

  await test.step('keys step, jump and play', async () => {
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await expect(counter(page)).toContainText('frame 1 /');
    await page.keyboard.press('Shift+ArrowRight');
    await expect(counter(page)).toContainText('frame 11 /');
    await page.keyboard.press('g');
    await page.getByRole('textbox', { name: 'Go to frame or time' }).fill('120');
    await page.keyboard.press('Enter');
    await expect(counter(page)).toContainText('frame 120 /');
    await page.keyboard.press('Space');
    await expect(counter(page)).toContainText(/frame 1[3-9]\d \//);
    await page.keyboard.press('Space');
    await page.keyboard.press('Home');
    await expect(counter(page)).toContainText('frame 0 /');
    await page.keyboard.press('End');
    await expect(counter(page)).toContainText(/frame (\d+) \/ (?!\1 )/);
  });

  await test.step('the timeline scrubs', async () => {
    const timeline = page.getByRole('scrollbar', { name: 'Timeline' });
    const box = await timeline.boundingBox();
    if (!box) throw new Error('The timeline has no place on the screen.');
    await timeline.click({ position: { x: box.width / 2, y: box.height / 3 } });
    const total = Number(/\/ (\d+)/.exec(await counter(page).innerText())?.[1]);
    const frame = Number(/frame (\d+)/.exec(await counter(page).innerText())?.[1]);
    expect(Math.abs(frame - total / 2)).toBeLessThan(total / 50);
  });

  await test.step('a layer opens with its channels', async () => {
    await page.getByRole('button', { name: 'Layer conv2' }).click();
    const channels = page.getByRole('region', { name: 'Channels of conv2' });
    await expect(channels).toBeVisible();
    await expect(channels.getByRole('img').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(channels).toBeHidden();
  });

  await test.step('the whole drive is predicted, the figures appear, the plot seeks', async () => {
    const agreement = page.getByLabel(/Agreement over \d+ frames/);
    await expect(agreement).toBeVisible({ timeout: 60_000 });
    await expect(agreement).toContainText(/r 0\.9\d/);
    const before = await counter(page).innerText();
    const plot = page.getByRole('img', { name: 'Steering plot' });
    const box = await plot.boundingBox();
    if (!box) throw new Error('The plot has no place on the screen.');
    await plot.click({ position: { x: box.width * 0.8, y: box.height / 2 } });
    await expect(counter(page)).not.toHaveText(before);
  });

  await test.step('a range is exported as a clip', async () => {
    const folder = emptyFolder();
    const clip = join(folder, 'clip.mp4');
    await page.keyboard.press('Home');
    await page.keyboard.press('i');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('o');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await expect(page.getByRole('dialog').getByText('11 frames')).toBeVisible();
    if (workstation.host === 'desktop') {
      await workstation.answerDialog(clip);
      await page.getByRole('button', { name: 'Browse' }).click();
      await expect(page.getByLabel('File')).toHaveValue(clip);
    } else {
      await page.getByLabel('File').fill(clip);
    }
    await page.getByRole('button', { name: 'Write clip' }).click();
    await expect(page.getByText('The clip is written.')).toBeVisible({ timeout: 60_000 });
    expect(readdirSync(folder)).toEqual(['clip.mp4']);
    expect(statSync(clip).size).toBeGreaterThan(10_000);
    await page.getByRole('button', { name: 'Done' }).click();
  });

  await workstation.close();
});

test('an export can be cancelled, and leaves nothing', async ({ open }) => {
  const { page } = await open();
  const folder = emptyFolder();
  await expect(counter(page)).toContainText('frame 0 /');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByLabel('File').fill(join(folder, 'clip.mp4'));
  await page.getByRole('button', { name: 'Write clip' }).click();
  await expect(page.getByText(/Writing frame \d+ of/)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Write clip' })).toBeVisible();
  await expect.poll(() => readdirSync(folder)).toEqual([]);
});

test(
  'a clip that is written behind the window is told of, beside the buttons of an open dialog',
  { tag: '@page' },
  async ({ open }) => {
    const { page } = await open();
    const failures: string[] = [];
    page.on('pageerror', ({ message }) => failures.push(message));
    await page.setViewportSize({ width: 1280, height: 720 });
    await expect(counter(page)).toContainText('frame 0 /');
    for (const key of ['i', 'Shift+ArrowRight', 'o', 'e']) await page.keyboard.press(key);
    await page.getByLabel('File').fill(join(emptyFolder(), 'clip.mp4'));
    await page.getByRole('button', { name: 'Write clip' }).click();
    await page.getByRole('button', { name: 'Go on working' }).click();
    await page.keyboard.press('Control+s');
    const dialog = page.getByRole('dialog', { name: 'Save project' });
    const notice = page.getByText('The clip is written.');
    await expect(dialog).toBeVisible();
    await expect(notice).toBeVisible({ timeout: 60_000 });
    const told = await notice.locator('xpath=ancestor::*[@role="status"]').boundingBox();
    const save = await dialog.getByRole('button', { name: 'Save' }).boundingBox();
    const close = await dialog.getByRole('button', { name: 'Close' }).boundingBox();
    if (!told || !save || !close) throw new Error('Something has no place on the screen.');
    expect(told.y + told.height).toBeLessThanOrEqual(Math.min(save.y, close.y));
    await page.getByRole('button', { name: 'Dismiss' }).last().click();
    await expect(notice).toBeHidden();
    await expect(dialog).toBeVisible();
    expect(failures).toEqual([]);
  },
);

const realDrive = realData('drives', 'udacity_official_track1');
const realNetwork = realData('models', 'm_billzito_comma', 'successful_models', 'nvidia_33_17.h5');

test('a real drive and a real network', async ({ open }) => {
  test.skip(realDrive === null || realNetwork === null, 'no real drives and networks beside this checkout');
  const { page } = await open(['--drive', realDrive ?? '', '--model', realNetwork ?? '']);
  await expect(counter(page)).toContainText('frame 0 / 450 · 0.00 s');
  await expect.poll(() => colourCount(page, 'Camera frame')).toBeGreaterThan(1000);
  await expect(page.getByRole('button', { name: /^Layer / })).toHaveCount(5);
  await expect(page.getByLabel('Agreement over 450 frames')).toBeVisible({ timeout: 60_000 });
});

test('what cannot be opened is explained, and the window stays usable', async ({ open }) => {
  const empty = emptyFolder();
  const workstation = await open(['--drive', empty]);
  const { page } = workstation;
  await expect(page.getByText(empty).first()).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  const drive = join(import.meta.dirname, '..', '..', 'demo', 'drive');
  await workstation.answerDialog(drive);
  await page.keyboard.press('Control+o');
  if (workstation.host === 'browser') {
    await page.getByLabel('Path').fill(drive);
    await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
  }
  await expect(counter(page)).toContainText('frame 0 /');
  await expect.poll(() => colourCount(page, 'Camera frame')).toBeGreaterThan(1000);
});
