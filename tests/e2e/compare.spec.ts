import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { sequentialConfig, writeKerasFile } from '../support/keras-file.ts';
import { makeUdacityDrive, temporaryFolder, writeFiles } from '../support/make-drive.ts';
import { counter } from './support/page.ts';
import { expect, test, type Workstation } from './support/workstation.ts';

const panel = (page: Page) => page.getByRole('region', { name: 'Compare' });
const card = (page: Page, name: string) => panel(page).getByRole('listitem', { name });
const figure = (page: Page, network: string, name: string) =>
  card(page, network).locator('dl > div', { hasText: name }).getByRole('definition');
const camera = (page: Page) => page.getByRole('img', { name: 'Camera frame', exact: true });

/** A network of 16 x 32: one convolution whose ReLU lets bright pixels through, and its sum; without it, the pixels' sum. */
async function writeNetwork(path: string, { convolution = true } = {}): Promise<string> {
  const count = convolution ? 8 * 16 : 16 * 32 * 3;
  const conv2d = { filters: 1, kernel_size: [2, 2], strides: [2, 2], padding: 'valid', activation: 'relu' };
  await writeKerasFile(path, {
    config: sequentialConfig(
      [16, 32, 3],
      [
        ...(convolution ? [['Conv2D', { ...conv2d, use_bias: true }] as const] : []),
        ['Flatten', {}],
        ['Dense', { units: 1, activation: 'linear', use_bias: true }],
      ],
    ),
    weights: {
      ...(convolution && {
        conv2d_0: {
          kernel: { shape: [2, 2, 3, 1], values: Array<number>(12).fill(1 / 12) },
          bias: { shape: [1], values: [-0.1] },
        },
      }),
      [convolution ? 'dense_2' : 'dense_1']: {
        kernel: { shape: [count, 1], values: Array<number>(count).fill(1 / count) },
        bias: { shape: [1], values: [0] },
      },
    },
  });
  return path;
}

async function add({ page, desktop, answerDialog }: Workstation, path: string): Promise<void> {
  await answerDialog(path);
  await page.getByRole('button', { name: 'Add to the comparison' }).click();
  await page.getByRole('menuitem', { name: 'A network' }).click();
  if (desktop) return;
  await page.getByRole('textbox', { name: 'Path' }).fill(path);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
}

/** A number that changes with any pixel of the canvas. */
const pixels = (page: Page, name: string | RegExp): Promise<number> =>
  page.getByRole('img', { name }).evaluate((element) => {
    const context = element instanceof HTMLCanvasElement ? element.getContext('2d') : null;
    const data = context?.getImageData(0, 0, context.canvas.width, context.canvas.height).data;
    return new Uint32Array(data?.buffer ?? []).reduce((sum, pixel) => (Math.imul(sum, 31) + pixel) | 0, 0);
  });

test('two networks on one drive: side by side, as a wipe, as their difference, with figures of both', async ({
  open,
}) => {
  using folder = temporaryFolder();
  const second = await writeNetwork(join(folder.path, 'second.h5'));
  const name = `${folder.path.split('/').at(-1) ?? ''}/second.h5`;
  const station = await open();
  const { page } = station;
  await expect(camera(page)).toHaveAttribute('data-mask', 'true');
  await page.keyboard.press('a');
  await expect(card(page, 'model/pilotnet.h5')).toContainText('main');
  await add(station, second);
  const other = page.getByRole('img', { name: `Camera frame, ${name}` });

  await test.step('both pictures follow the frames', async () => {
    await expect(other).toHaveAttribute('data-mask', 'true');
    await page.keyboard.press('ArrowRight');
    for (const picture of [camera(page), other]) {
      await expect(picture).toHaveAttribute('data-frame', '1');
      await expect(picture).toHaveAttribute('data-mask', 'true');
    }
    const before = await pixels(page, `Camera frame, ${name}`);
    await page.keyboard.press('+');
    await expect.poll(() => pixels(page, `Camera frame, ${name}`)).not.toBe(before);
    await page.keyboard.press('0');
  });

  await test.step('each has its figures, and the masks their agreement', async () => {
    await expect(figure(page, 'model/pilotnet.h5', 'MAE')).toHaveText(/^0\.\d{3}$/, { timeout: 60_000 });
    await expect(figure(page, name, 'MAE')).toHaveText(/^\d\.\d{3}$/, { timeout: 60_000 });
    await expect(figure(page, name, 'Here')).toHaveText(/^0\.\d{3}$/);
    await expect(panel(page).getByRole('row', { name }).getByRole('cell').first()).toHaveText(/^−?0\.\d\d$/);
  });

  await test.step('a wipe, its divider moved by keys and by the pointer', async () => {
    await page.keyboard.press('Shift+A');
    const divider = page.getByRole('slider', { name: 'Divider between the masks' });
    await expect(divider).toHaveAttribute('aria-valuenow', '50');
    await divider.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(divider).toHaveAttribute('aria-valuenow', '41');
    await expect(counter(page)).toContainText('frame 1 /');
    await page.keyboard.press('Home');
    await expect(divider).toHaveAttribute('aria-valuenow', '0');
    const box = (await camera(page).boundingBox())!;
    await divider.hover();
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await expect(divider).toHaveAttribute('aria-valuenow', '75');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  });

  await test.step('the difference, its gain, and its value at a pixel', async () => {
    await page.keyboard.press('Shift+A');
    const difference = / minus /;
    await expect(page.getByRole('img', { name: difference })).toHaveAttribute('data-mask', 'true');
    const before = await pixels(page, difference);
    await page.getByRole('group', { name: 'Gain' }).getByRole('button', { name: '4×' }).click();
    await expect.poll(() => pixels(page, difference)).not.toBe(before);
    await page.keyboard.press('x');
    await expect(page.getByRole('status').filter({ hasText: /more by|both alike/ })).toContainText(/[+−]?\d\.\d{3}/);
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Exchange A and B' }).click();
    await expect(page.getByRole('img', { name: /^Camera frame, .*second\.h5 minus .*pilotnet\.h5$/ })).toBeVisible();
    await page.keyboard.press('Shift+A');
    await expect(camera(page)).toHaveAttribute('data-mask', 'true');
  });

  await test.step('the compared network becomes the main one, and the other takes its place', async () => {
    await page.getByRole('button', { name: `Make ${name} the main one` }).click();
    await expect(panel(page).getByRole('listitem').nth(1)).toHaveAccessibleName('model/pilotnet.h5');
    await expect(card(page, 'model/pilotnet.h5')).toContainText('66×200×3');
    await expect(card(page, name)).toContainText('main');
    await expect(page.getByRole('banner')).toContainText('second.h5');
  });

  await test.step('another drive is taken over by both', async () => {
    const drive = makeUdacityDrive(join(folder.path, 'other drive'));
    await station.answerDialog(drive);
    await page.keyboard.press('Control+o');
    if (!station.desktop) {
      await page.getByRole('textbox', { name: 'Path' }).fill(drive);
      await page.getByRole('button', { name: 'Open', exact: true }).click();
    }
    await expect(counter(page)).toContainText('/ 3');
    await expect(figure(page, 'model/pilotnet.h5', 'MAE')).toHaveText(/^\d\.\d{3}$/, { timeout: 60_000 });
  });

  await test.step('removed, the camera shows the main network alone', async () => {
    await page.getByRole('button', { name: 'Remove model/pilotnet.h5' }).click();
    await expect(panel(page).getByRole('listitem')).toHaveCount(1);
    await expect(page.getByRole('group', { name: 'Compare in the camera' })).toHaveCount(0);
  });
});

test(
  'the same network set up otherwise; one without convolutions; a file that is none',
  { tag: '@page' },
  async ({ open }) => {
    using folder = temporaryFolder();
    const flat = await writeNetwork(join(folder.path, 'flat.h5'), { convolution: false });
    writeFiles(folder.path, { 'none.h5': 'not a network' });
    const station = await open();
    const { page } = station;
    await expect(camera(page)).toHaveAttribute('data-mask', 'true');
    await page.keyboard.press('a');

    await test.step('as it is set up now: one run is enough, until the setup changes', async () => {
      await page.getByRole('button', { name: 'Add to the comparison' }).click();
      await page.getByRole('menuitem', { name: 'as it is set up now' }).click();
      const variant = 'as it was set up';
      const copy = `model/pilotnet.h5, ${variant}`;
      await expect(card(page, copy)).toContainText('one run is enough');
      await expect(panel(page).getByRole('row', { name: variant }).getByRole('cell').first()).toHaveText('1.00');
      await page.keyboard.press('s');
      await page.getByRole('region', { name: 'Network setup' }).getByRole('button', { name: 'Add a step' }).click();
      await page.getByRole('menuitem', { name: /^Blur/ }).click();
      await page.keyboard.press('a');
      await expect(card(page, copy)).not.toContainText('one run is enough');
      await expect(panel(page).getByRole('row', { name: variant }).getByRole('cell').first()).not.toHaveText('1.00');
      await page.getByRole('button', { name: `Remove ${copy}` }).click();
    });

    await test.step('by another method: both masks, and how far they agree', async () => {
      await page.getByRole('button', { name: 'Add the masks of another' }).click();
      await page.getByRole('option', { name: 'Occlusion' }).click();
      const copy = 'model/pilotnet.h5, Occlusion';
      await expect(card(page, copy)).toBeVisible();
      // By its place: while both are made by one method, its name does not tell it.
      const agreement = panel(page).getByRole('row').nth(1).getByRole('cell').first();
      await expect(agreement).toHaveText(/^−?0\.\d\d$/, { timeout: 60_000 });
      await page.keyboard.press('Alt+a');
      await expect(page.getByRole('button', { name: 'Method Occlusion' })).toBeVisible();
      await expect(agreement).toHaveText('1.00', { timeout: 60_000 });
      await page.keyboard.press('Space');
      await expect(page.getByText('Occlusion is worked out when playing stops.').first()).toBeVisible();
      await page.keyboard.press('Space');
      await expect(camera(page)).toHaveAttribute('data-mask', 'true', { timeout: 60_000 });
      await page.keyboard.press('Alt+a');
      await page.getByRole('button', { name: `Remove ${copy}` }).click();
    });

    await test.step('without convolutions there is a prediction and no mask, and it is said', async () => {
      await add(station, flat);
      const name = `${folder.path.split('/').at(-1) ?? ''}/flat.h5`;
      await expect(card(page, name)).toContainText('No convolutions');
      await expect(figure(page, name, 'Here')).toHaveText(/^\d\.\d{3}$/);
      await expect(page.getByText('This network has no convolutions, so there is no mask.').first()).toBeVisible();
    });

    await test.step('what is no network is refused where it was asked for', async () => {
      await add(station, join(folder.path, 'none.h5'));
      await expect(page.getByRole('alert').filter({ hasText: 'none.h5' })).toBeVisible();
      if (!station.desktop) await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await expect(panel(page).getByRole('listitem')).toHaveCount(2);
    });
  },
);
