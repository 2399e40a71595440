import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constant, makeOnnx } from '../support/make-onnx.ts';
import { colourCount, counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const demoDrive = join(import.meta.dirname, '..', '..', 'demo', 'drive');

test('a layer enlarged: numbers under the pointer, what they see, channels, the drive', async ({ open }) => {
  const { page } = await open();
  const frame = page.getByRole('img', { name: 'Camera frame' });
  const shown = (): Promise<number> =>
    frame.evaluate((element) => {
      const context = element instanceof HTMLCanvasElement ? element.getContext('2d') : null;
      const pixels = context?.getImageData(0, 0, context.canvas.width, context.canvas.height).data;
      return new Uint32Array(pixels?.buffer ?? []).reduce((sum, pixel) => (Math.imul(sum, 31) + pixel) | 0, 0);
    });
  const layers = page.getByRole('region', { name: 'Layers' });
  await expect(frame).toHaveAttribute('data-mask', 'true');
  await expect(layers).toContainText('Of the last convolution, not the steering');

  await test.step('keys lead from layer to layer', async () => {
    await page.keyboard.press('Shift+C');
    await expect(page.getByRole('region', { name: 'Channels of conv1' })).toBeVisible();
    await page.keyboard.press('Shift+D');
    await page.keyboard.press('Shift+D');
    await expect(page.getByRole('region', { name: 'Channels of conv3' })).toBeVisible();
    await expect(layers).toContainText('5×22 · 48 ch · relu');
    await expect(layers).toContainText('Sees 29×29 px of the input, every 8 px.');
  });

  const map = page.getByRole('img', { name: 'Averaged map of conv3, enlarged' });
  await test.step('a place tells its value and is framed on the camera; a click holds it', async () => {
    await expect.poll(() => colourCount(page, 'Averaged map of conv3, enlarged')).toBeGreaterThan(20);
    const before = await shown();
    const box = await map.boundingBox();
    if (!box) throw new Error('The map has no place on the screen.');
    // 5 rows of 22: the element in row 2, column 8.
    await page.mouse.move(box.x + (8.5 / 22) * box.width, box.y + (2.5 / 5) * box.height);
    await expect(layers.getByText('row 2, column 8').first()).toBeVisible();
    await expect(layers).toContainText('Here rows 16–44, columns 64–92.');
    await expect.poll(shown).not.toBe(before);
    await page.mouse.down();
    await page.mouse.up();
    await page.mouse.move(5, 5);
    await expect(layers).toContainText('columns 64–92, held.');
    await page.keyboard.press('Escape');
    await expect(layers).toContainText('Point at a map');
    await expect.poll(shown).toBe(before);
  });

  await test.step('the same by keys', async () => {
    await page.getByRole('button', { name: /^Averaged map of conv3, enlarged/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    // From the middle, row 2 and column 11.
    await expect(layers.getByText('row 3, column 12').first()).toBeVisible();
    await page.keyboard.press('ArrowUp');
    await expect(layers.getByText('row 2, column 12').first()).toBeVisible();
    await expect(counter(page)).toContainText('0 / 720');
  });

  await test.step('channels in order, one of them over the picture, from tile to tile by arrows', async () => {
    const channels = page.getByRole('region', { name: 'Channels of conv3' });
    await expect(channels.getByRole('button', { name: 'Channel 0 of conv3' })).toBeVisible();
    await channels.getByRole('button', { name: 'Mean' }).click();
    const first = channels.getByRole('button', { name: /^Channel \d+ of conv3/ }).first();
    await expect(first).not.toHaveAccessibleName(/^Channel 0 of/);
    await first.focus();
    await page.keyboard.press('Enter');
    await expect(first).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByText(/^Channel conv3 · \d+/)).toBeVisible();
    const one = await page.getByText(/^Channel conv3 · \d+/).innerText();
    await expect(frame).toHaveAttribute('data-mask', 'true');
    const before = await shown();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.getByText(/^Channel conv3 · \d+/).innerText()).not.toBe(one);
    await expect.poll(shown).not.toBe(before);
    await page.keyboard.press('Escape');
    await expect(page.getByText('Intermediate mask of conv3')).toBeVisible();
  });

  await test.step('over a sample of the drive', async () => {
    await page.getByRole('button', { name: 'Over the drive' }).click();
    await expect(layers.getByText('64 frames')).toBeVisible({ timeout: 60_000 });
    await expect(layers.getByRole('row', { name: /^Dead channels/ })).toContainText(/\d+ of 48.*\d+ of 48/s);
  });

  await test.step('Escape leads back to all layers', async () => {
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Layer conv3' })).toBeVisible();
  });
});

test('the network as a graph, and the ladder follows it', { tag: '@page' }, async ({ open }) => {
  const { page } = await open();
  await expect(page.getByRole('button', { name: 'Layer conv5' })).toBeVisible();
  await page.keyboard.press('Shift+N');
  const panel = page.getByRole('region', { name: 'Network graph' });
  const list = panel.getByRole('listbox', { name: /^Layers of the network, \d+/ });
  const details = panel.getByRole('region', { name: 'Selected layer' });
  await expect(panel.getByRole('list', { name: 'What VisualBackProp uses' })).toContainText(
    'Stage of VisualBackProp 5',
  );

  await test.step('by keys', async () => {
    await list.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('PageDown');
    await expect(details).toContainText('conv1');
    await expect(details).toContainText('5×5, stride 2, padding valid');
    await expect(details).toContainText('31×98×24');
    await expect(details).toContainText('Stage 1: its map is averaged');
    await expect(page.getByRole('region', { name: 'Channels of conv1' })).toBeVisible();
    await page.keyboard.press('End');
    await expect(details).toContainText('Not used');
    await expect(list.getByRole('option')).toHaveAccessibleName(/Not used/);
  });

  await test.step('by name', async () => {
    await panel.getByRole('textbox', { name: 'Find a layer' }).fill('CONV4');
    await page.keyboard.press('Enter');
    await expect(details).toContainText('3×20×64');
    await details.getByRole('button', { name: 'Open stage 4' }).click();
    await expect(page.getByRole('region', { name: 'Channels of conv4' })).toBeVisible();
    await details.getByRole('button', { name: 'conv5' }).click();
    await expect(page.getByRole('region', { name: 'Channels of conv5' })).toBeVisible();
  });
});

test('a network without convolutions is explained', { tag: '@page' }, async ({ open }) => {
  const folder = test.info().outputPath('networks');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'dense.onnx');
  writeFileSync(
    path,
    makeOnnx({
      input: [3, 8, 8],
      constants: [constant('fc', [192, 1], 0.01)],
      nodes: [
        ['Flatten', ['x'], 'flat'],
        ['Gemm', ['flat', 'fc'], 'steering'],
      ],
    }),
  );
  const { page } = await open(['--drive', demoDrive, '--model', path]);
  await expect(page.getByRole('heading', { name: 'No convolutions' })).toBeVisible();
  await page.getByRole('region', { name: 'Layers' }).getByRole('button', { name: 'Network graph' }).click();
  await expect(page.getByRole('list', { name: 'What VisualBackProp uses' })).toContainText('Not used 2');
});
