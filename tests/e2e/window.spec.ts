import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeUdacityDrive, temporaryFolder, udacityName } from '../support/make-drive.ts';
import { electronHost } from './support/electron-host.ts';
import { colourCount, counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const demoNetwork = join(import.meta.dirname, '..', '..', 'demo', 'model', 'pilotnet.h5');

test('what is looked at: a stage over the picture, values under the pointer, the worst frame', async ({ open }) => {
  const { page } = await open();
  const camera = page.getByRole('img', { name: 'Camera frame' });
  const shown = (): Promise<string> => camera.screenshot().then((picture) => picture.toString('base64'));
  await expect(page.getByLabel(/Agreement over \d+ frames/)).toBeVisible({ timeout: 60_000 });
  await expect(camera).toHaveAttribute('data-mask', 'true');

  await test.step('a stage lies over the picture until Escape', async () => {
    const finalMask = await shown();
    await page.getByRole('button', { name: 'Layer conv3' }).click();
    await expect(page.getByText('Intermediate mask of conv3')).toBeVisible();
    await expect.poll(shown).not.toBe(finalMask);
    await page.keyboard.press('Escape');
    await expect(page.getByText('Intermediate mask of conv3')).toBeHidden();
    // The pointer lies over the ladder, not over the picture.
    await expect.poll(shown).toBe(finalMask);
  });

  await test.step('a click leaves the keys with the window', async () => {
    await page.getByRole('button', { name: 'Layer conv1' }).click();
    await page.keyboard.press('Space');
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Home');
  });

  await test.step('the legend tells the frame under the pointer', async () => {
    const legend = page.getByRole('region', { name: 'Steering' }).getByRole('definition');
    const plot = page.getByRole('img', { name: 'Steering plot' });
    const { width = 0, height = 0 } = (await plot.boundingBox()) ?? {};
    await plot.hover({ position: { x: width * 0.6, y: height / 2 } });
    await expect(page.getByText(/^at frame \d+ · \d+\.\d\d s$/)).toBeVisible();
    const [recorded = '', predicted = '', error = ''] = await legend.allInnerTexts();
    const number = (text: string): number => Number(text.replace('−', '-'));
    expect(number(predicted) - number(recorded)).toBeCloseTo(number(error), 2);
    await expect(counter(page)).toContainText('frame 0 /');
  });

  await test.step('W goes to the frame with the largest error, in the range alone when there is one', async () => {
    const frame = async (): Promise<number> => Number(/frame (\d+)/.exec(await counter(page).innerText())?.[1]);
    await page.keyboard.press('w');
    await expect(counter(page)).not.toContainText('frame 0 /');
    const worst = await frame();
    await page.keyboard.press('Home');
    await page.keyboard.press('i');
    for (let step = 0; step < 2; step++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('o');
    await page.keyboard.press('w');
    await expect.poll(frame).toBeLessThanOrEqual(20);
    expect(await frame()).not.toBe(worst);
  });
});

test('pictures that are lost are said, marked, listed and leave the window usable', async ({ open }) => {
  using folder = temporaryFolder();
  const drive = makeUdacityDrive(folder.path, { steering: Array.from({ length: 40 }, (_, frame) => frame / 100) });
  for (const frame of [20, 21]) writeFileSync(join(drive, 'IMG', udacityName('center', frame * 100)), 'no picture');
  const { page } = await open(['--drive', drive, '--model', demoNetwork]);
  await expect(counter(page)).toContainText('frame 0 / 40');
  await expect(page.getByLabel('Agreement over 38 frames')).toBeVisible({ timeout: 60_000 });

  await page.keyboard.press('p');
  await page.getByRole('dialog').getByRole('button', { name: 'Go to frame 20' }).click();
  await expect(counter(page)).toContainText('frame 20 / 40');
  await expect(page.getByText('does not decode').first()).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(counter(page)).toContainText('frame 22 / 40');
  await expect(page.getByText('does not decode')).toHaveCount(0);
  await expect.poll(() => colourCount(page, 'Camera frame')).toBeGreaterThan(1);

  // A picture that is put right while the drive is open is tried again.
  makeUdacityDrive(folder.path, { steering: Array.from({ length: 40 }, (_, frame) => frame / 100) });
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(counter(page)).toContainText('frame 20 / 40');
  await expect(page.getByText('does not decode')).toHaveCount(0);
});

test('keys typed into a field stay there', async ({ open }) => {
  const { page } = await open();
  await expect(counter(page)).toContainText('frame 0 /');
  await page.getByRole('scrollbar', { name: 'Timeline' }).focus();
  await page.keyboard.press('g');
  await page.keyboard.type('jl7');
  await expect(page.getByRole('textbox', { name: 'Go to frame or time' })).toHaveValue('jl7');
  await page.keyboard.press('Escape');
  await expect(counter(page)).toContainText('frame 0 /');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test('a product that went away is said; the page stays', async ({ open }) => {
  const { page, host, killServer } = await open();
  test.skip(host === 'desktop', 'there the window ends with the product');
  await expect(counter(page)).toContainText('frame 0 /');
  await expect.poll(() => colourCount(page, 'Camera frame')).toBeGreaterThan(1000);
  killServer();
  await expect(page.getByRole('alert').filter({ hasText: 'does not answer' })).toBeVisible();
  await page.keyboard.press('End');
  await expect(counter(page)).toContainText('frame 719 /');
});

test('the desktop: menu commands, and paths from the system', async ({ open }) => {
  const { page, desktop } = await open();
  test.skip(desktop === null, 'the browser host has neither');
  if (!desktop) return;
  using folder = temporaryFolder();
  await expect(counter(page)).toContainText('frame 0 /');
  await desktop.clickMenu('Step', 'Forward 100 frames');
  await expect(counter(page)).toContainText('frame 100 /');
  await desktop.clickMenu('View', 'Dark or light');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await desktop.clickMenu('File', 'About the network');
  await expect(page.getByRole('dialog', { name: 'pilotnet.h5' })).toBeVisible();
  await page.keyboard.press('Escape');

  await desktop.openPath(makeUdacityDrive(folder.path));
  await expect(counter(page)).toContainText('frame 0 / 3');
  await desktop.openPath(join(folder.path, 'missing.onnx'));
  await expect(page.getByRole('alert').filter({ hasText: 'missing.onnx' })).toBeVisible();
  expect(await page.evaluate(() => Object.keys(window).includes('require'))).toBe(false);
});

test('the desktop: a dropped folder opens', async ({ open }) => {
  const { page, desktop } = await open();
  test.skip(desktop === null, 'a browser does not tell the path of what is dropped');
  test.skip(electronHost().kind === 'real', 'only the stand-in takes a path with a made-up file');
  using folder = temporaryFolder();
  await expect(counter(page)).toContainText('frame 0 / 720');
  await page.evaluate((path) => {
    const file = Object.assign(new File([], 'drive'), { steerscopePath: path });
    const dataTransfer = { types: ['Files'], files: [file] };
    window.dispatchEvent(Object.assign(new Event('drop', { cancelable: true }), { dataTransfer }));
  }, makeUdacityDrive(folder.path));
  await expect(counter(page)).toContainText('frame 0 / 3');
});

test(
  'what is typed as a dialog opens is the path, before its folder is read and after',
  { tag: '@page' },
  async ({ open }) => {
    const { page } = await open();
    // The folder around the open drive is listed: before it is open, that of whoever runs the test, maybe an empty one.
    await expect(counter(page)).toContainText('frame 0 / 720');
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/folder?*', async (route) => {
      await held;
      await route.continue();
    });
    const path = page.getByLabel('Path');
    const entries = page.getByRole('listbox', { name: 'Folder' }).getByRole('option');
    await page.keyboard.press('Control+o');
    await expect(path).toBeFocused();
    await page.keyboard.insertText('/typed/before');
    answer();
    await expect(entries.first()).toBeVisible();
    await expect(path).toHaveValue('/typed/before');

    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+o');
    await expect(path).toHaveValue(/^\/./);
    await page.keyboard.insertText('/typed/after');
    await expect(path).toHaveValue('/typed/after');
  },
);

test('a folder around drives is looked into, and what was said of it stays', { tag: '@page' }, async ({ open }) => {
  using folder = temporaryFolder();
  const drive = makeUdacityDrive(join(folder.path, 'monday'));
  const { page } = await open();
  await expect(counter(page)).toContainText('frame 0 / 720');
  await page.keyboard.press('Control+o');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Path').fill(folder.path);
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText(`Open ${drive}`);
  await dialog.getByRole('option', { name: 'monday drive' }).dblclick();
  await expect(counter(page)).toContainText('frame 0 / 3');
  await expect(dialog).toBeHidden();
});
