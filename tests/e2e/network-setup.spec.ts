import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { temporaryFolder } from '../support/make-drive.ts';
import { colourCount, counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const demo = join(import.meta.dirname, '..', '..', 'demo');
const demoDrive = join(demo, 'drive');

const predicted = (page: Page): Promise<string> =>
  page.getByRole('region', { name: 'Steering', exact: true }).getByRole('definition').nth(1).innerText();
const setup = (page: Page) => page.getByRole('region', { name: 'Network setup' });

test('the preprocessing is edited live, undone, and saved beside the network', async ({ open }) => {
  using folder = temporaryFolder();
  const network = join(folder.path, 'pilotnet.h5');
  copyFileSync(join(demo, 'model', 'pilotnet.h5'), network);
  const sidecar = `${network}.steerscope.json`;
  const { page } = await open(['--drive', demoDrive, '--model', network]);
  await expect(page.getByLabel(/Agreement over \d+ frames/)).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('s');
  await expect(setup(page).getByText('Guessed', { exact: true })).toBeVisible();
  const before = await predicted(page);

  await test.step('the input is shown as the network gets it, and follows the frames', async () => {
    await expect.poll(() => colourCount(page, 'Network input')).toBeGreaterThan(100);
    await expect(setup(page).getByRole('img', { name: 'Channel 2' })).toBeVisible();
    const figures = (): Promise<string> => setup(page).getByRole('table').first().innerText();
    const first = await figures();
    await page.keyboard.press('End');
    await expect(counter(page)).not.toContainText('frame 0 /');
    await expect.poll(figures).not.toBe(first);
    await page.keyboard.press('Home');
    await expect.poll(figures).toBe(first);
    await setup(page).getByRole('img', { name: 'Network input' }).hover();
    await expect(setup(page).getByText(/^\d+, \d+: /)).toBeVisible();
  });

  await test.step('a step that is added changes the prediction, and undo brings it back', async () => {
    await setup(page).getByRole('button', { name: 'Add a step' }).click();
    await page.getByRole('menuitem', { name: 'Colour' }).click();
    await expect.poll(() => predicted(page)).not.toBe(before);
    await expect(setup(page).getByText('Changed, not saved')).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect.poll(() => predicted(page)).toBe(before);
  });

  await test.step('what makes no input is said, and the last good one stays', async () => {
    const width = setup(page).getByRole('spinbutton', { name: 'width of step 1' });
    await width.fill('');
    await expect(setup(page).getByText('A number is needed.')).toBeVisible();
    await width.fill('7');
    await expect(setup(page).getByRole('alert').filter({ hasText: 'takes' })).toBeVisible();
    await expect(setup(page).getByRole('button', { name: 'Save' })).toBeDisabled();
    expect(await predicted(page)).toBe(before);
    await setup(page).getByRole('button', { name: 'Revert' }).click();
    await expect(setup(page).getByRole('alert')).toHaveCount(0);
    await expect(width).not.toHaveValue('7');
  });

  await test.step('the sign of the steering is turned', async () => {
    await setup(page).getByRole('button', { name: 'Steering' }).click();
    await setup(page).getByRole('button', { name: 'Turn the sign' }).click();
    const turned = before.startsWith('−') ? before.slice(1) : `−${before}`;
    await expect.poll(() => predicted(page)).toBe(turned);
  });

  await test.step('saved beside the network; a file that changed meanwhile is asked about', async () => {
    await setup(page).getByRole('button', { name: 'Save' }).click();
    await expect(setup(page).getByText('Saved', { exact: true })).toBeVisible();
    expect(JSON.parse(readFileSync(sidecar, 'utf8'))).toMatchObject({ version: 1, steering: { scale: -1 } });
    writeFileSync(sidecar, '{"version": 1, "steps": []}');
    await setup(page).getByRole('button', { name: 'Guess again' }).click();
    await setup(page).getByRole('button', { name: 'Save' }).click();
    await setup(page).getByRole('button', { name: 'Overwrite' }).click();
    await expect(setup(page).getByText('Saved', { exact: true })).toBeVisible();
    expect(JSON.parse(readFileSync(sidecar, 'utf8'))).not.toHaveProperty('steering');
  });
});

test('the search for the preprocessing is cancelled, and begun again', { tag: '@page' }, async ({ open }) => {
  const { page } = await open();
  await expect(counter(page)).toContainText('frame 0 /');
  await page.getByRole('button', { name: 'Network setup' }).click();
  await setup(page).getByRole('button', { name: 'Find it for me' }).click();
  const start = setup(page).getByRole('button', { name: 'Find it for me' }).last();
  await start.click();
  await setup(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(start).toBeVisible();
  await expect(setup(page).getByRole('progressbar')).toHaveCount(0);

  await start.click();
  await expect(setup(page).getByRole('row').nth(1)).toBeVisible({ timeout: 60_000 });
  await expect(setup(page).getByText(/Search again/)).toBeVisible({ timeout: 60_000 });
  await setup(page).getByRole('button', { name: /^Use / }).last().click();
  await expect(setup(page).getByText('in use')).toBeVisible();
  await expect(setup(page).getByText('Changed, not saved')).toBeVisible();
});

test('the network runs on WebAssembly when it is told to, and says so', { tag: '@page' }, async ({ open }) => {
  const { page } = await open();
  await expect(page.getByLabel(/Agreement over \d+ frames/)).toBeVisible({ timeout: 60_000 });
  const before = await predicted(page);
  await page.keyboard.press('d');
  const devices = page.getByRole('list', { name: 'Engines and devices' });
  await expect(devices.getByRole('button', { name: /^Automatic/ })).toHaveAttribute('aria-pressed', 'true');
  await devices.getByRole('button', { name: 'TensorFlow.js · WebAssembly' }).click();
  await expect(devices.getByRole('button', { name: /WebAssembly/ })).toContainText('running', { timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Engine / })).toContainText('WebAssembly');
  await expect.poll(() => predicted(page)).toBe(before);
  await page.keyboard.press('n');
  await expect(page.getByRole('dialog').getByText('Stages of VisualBackProp')).toBeVisible();
  await page.keyboard.press('Escape');

  // It is remembered; the specs after this one run on what they find.
  await page.keyboard.press('d');
  await devices.getByRole('button', { name: /^Automatic/ }).click();
  await expect(devices.getByRole('button', { name: /^Automatic/ })).toHaveAttribute('aria-pressed', 'true');
});

test('a network that is a folder opens', async ({ open }) => {
  const folder = join(import.meta.dirname, '..', 'fixtures', 'tensorflow', 'saved');
  const { page, desktop, answerDialog } = await open();
  await expect(counter(page)).toContainText('frame 0 /');
  // The system's dialog picks files; the browser host's lists folders too.
  await answerDialog(join(folder, 'saved_model.pb'));
  await page.keyboard.press('Control+Shift+O');
  if (!desktop) {
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Path').fill(join(folder, '..'));
    await page.keyboard.press('Enter');
    await dialog.getByRole('option', { name: /^saved / }).click();
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  }
  await expect(page.getByRole('button', { name: /^Network .*saved/ })).toBeVisible();
});
