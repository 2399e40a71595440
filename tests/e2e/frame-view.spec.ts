import { colourCount, counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

test("the camera: contours, scales, the network's input, the path, a held pixel, zoom; kept for the next start", async ({
  open,
}) => {
  const { page } = await open();
  const camera = page.getByRole('img', { name: 'Camera frame' });
  /** A number that changes with any pixel of the canvas. */
  const shown = (): Promise<number> =>
    camera.evaluate((element) => {
      const context = element instanceof HTMLCanvasElement ? element.getContext('2d') : null;
      const pixels = context?.getImageData(0, 0, context.canvas.width, context.canvas.height).data;
      return new Uint32Array(pixels?.buffer ?? []).reduce((sum, pixel) => (Math.imul(sum, 31) + pixel) | 0, 0);
    });
  const press = async (keys: string): Promise<void> => {
    const before = await shown();
    await page.keyboard.press(keys);
    await expect.poll(shown).not.toBe(before);
  };
  await expect(camera).toHaveAttribute('data-mask', 'true');
  await expect(counter(page)).toContainText('frame 0 /');

  await test.step('contour lines in the place of colours', async () => {
    await press('Shift+V');
    await expect(page.getByRole('button', { name: 'Contour lines' })).toHaveAttribute('aria-pressed', 'true');
    await press('h');
    await expect(page.getByRole('combobox', { name: 'Colour map: Red' })).toBeVisible();
  });

  await test.step('a list that the mouse opened and Escape closed leaves the keys to the window', async () => {
    await page.getByRole('combobox', { name: /^Colour map: / }).click();
    await expect(page.getByRole('listbox')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('listbox')).toHaveCount(0);
    await press('h');
  });

  await test.step('a scale over all frames, and a fixed one', async () => {
    const bar = page.getByRole('button', { name: /^Scale of the mask/ });
    await expect(bar).toHaveAccessibleName(/this frame/);
    await page.keyboard.press('y');
    await expect(bar).toHaveAccessibleName(/[1-9]\d* of 720 frames/);
    await bar.click();
    await expect(bar).toHaveAccessibleName(/fixed scale/);
    await page.getByRole('button', { name: 'Picture and mask: all settings' }).click();
    await expect(page.getByRole('spinbutton', { name: 'Value of the full colour' })).not.toHaveValue('0');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+Y');
    await expect(bar).toBeHidden();
    await page.keyboard.press('Shift+Y');
  });

  await test.step("the network's input in a corner, beside, and away", async () => {
    const input = page.getByRole('region', { name: 'What the network gets' });
    await page.keyboard.press('u');
    await expect(input.getByText('66×200×3')).toBeVisible();
    await expect.poll(() => colourCount(page, 'Network input')).toBeGreaterThan(500);
    await page.keyboard.press('u');
    await expect(input).toBeVisible();
    await page.keyboard.press('u');
    await expect(input).toBeHidden();
  });

  await test.step('a held pixel tells its values from frame to frame', async () => {
    await press('x');
    const values = page.getByRole('status').filter({ hasText: 'mask' });
    await expect(values).toContainText(/^160, 80 .*\d+ \d+ \d+.*mask \d\.\d{3}/);
    await page.keyboard.press('Alt+Shift+ArrowRight');
    await page.keyboard.press('Alt+Shift+ArrowUp');
    await expect(values).toContainText('161, 79');
    await page.keyboard.press('ArrowRight');
    await expect(counter(page)).toContainText('frame 1 /');
    await expect(values).toContainText('161, 79');
    await page.keyboard.press('x');
    await expect(values).toBeHidden();
  });

  await test.step('path and wheels over the picture', async () => {
    await press('r');
    await press('Shift+R');
  });

  await test.step('zoom by keys: in, over the picture, one to one, fitted', async () => {
    await press('+');
    await press('Alt+ArrowRight');
    await press('1');
    await expect(page.getByRole('button', { name: '100 %' })).toBeVisible();
    await press('0');
    await expect(page.getByRole('button', { name: 'Fit the picture' })).toBeHidden();
  });

  await test.step('all of it is kept', async () => {
    await page.reload();
    await expect(camera).toHaveAttribute('data-mask', 'true');
    await expect(page.getByRole('button', { name: 'Contour lines' })).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByRole('button', { name: 'Steering on the road' })).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByRole('button', { name: /^Scale of the mask.*fixed scale/ })).toBeVisible();
  });
});
