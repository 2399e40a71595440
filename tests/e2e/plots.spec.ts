import type { Locator, Page } from '@playwright/test';
import { makeUdacityDrive, temporaryFolder } from '../support/make-drive.ts';
import { counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const plotOf = (page: Page, track: string): Locator => page.getByRole('img', { name: `${track} plot`, exact: true });
const panel = (page: Page): Locator => page.getByRole('region', { name: 'Plots', exact: true });
const tracks = (page: Page): Promise<string[]> =>
  panel(page)
    .getByRole('img', { name: / plot$/ })
    .evaluateAll((plots) => plots.map((plot) => (plot.getAttribute('aria-label') ?? '').replace(' plot', '')));

/** Where the frames of the demo lie: 56 px of numbers at the left, 12 px of room at the right. */
async function placeOf(page: Page, frame: number, frameCount = 720): Promise<{ x: number; y: number }> {
  const box = await plotOf(page, 'Steering').boundingBox();
  if (!box) throw new Error('The plot has no place on the screen.');
  const width = box.width - 56 - 12;
  return { x: box.x + 56 + (frame / (frameCount - 1)) * width, y: box.y + box.height / 2 };
}

async function drag(page: Page, from: number, to: number, button: 'left' | 'right' = 'left'): Promise<void> {
  const [start, end] = [await placeOf(page, from), await placeOf(page, to)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down({ button });
  await page.mouse.move((start.x + end.x) / 2, end.y);
  await page.mouse.move(end.x, end.y);
  await page.mouse.up({ button });
}

const analysed = (page: Page): Promise<void> =>
  expect(page.getByLabel(/Agreement over \d+ frames/)).toBeVisible({ timeout: 60_000 });
const frameNow = async (page: Page): Promise<number> =>
  Number(/frame (\d+)/.exec(await counter(page).innerText())?.[1]);
/** First and last number below the plots. */
async function axisEnds(page: Page): Promise<number[]> {
  const texts = await panel(page).locator('.ticks span').allInnerTexts();
  return [Number(texts[0]), Number(texts.at(-1))];
}

test('tracks are found, added, moved, removed by keys, and remembered', async ({ open }) => {
  const { page } = await open();
  await analysed(page);
  expect(await tracks(page)).toEqual(['Steering']);

  await page.keyboard.press('Shift+T');
  const search = page.getByRole('combobox', { name: 'Find a series' });
  for (const [words, title] of [
    ['speed', 'Speed'],
    ['mask mass', 'Mask mass'],
  ] as const) {
    await search.fill(words);
    await expect(page.getByRole('option', { name: title, exact: false }).first()).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(plotOf(page, title)).toBeVisible();
  }
  await page.keyboard.press('Escape');
  expect(await tracks(page)).toEqual(['Steering', 'Speed', 'Mask mass']);

  await page.getByRole('button', { name: 'Mask mass: place and height of the track' }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => tracks(page)).toEqual(['Steering', 'Mask mass', 'Speed']);
  await page.getByRole('button', { name: 'Mask mass: place and height of the track' }).focus();
  await page.keyboard.press('Delete');
  await expect.poll(() => tracks(page)).toEqual(['Steering', 'Speed']);

  const heightOf = async (track: string): Promise<number> => (await plotOf(page, track).boundingBox())?.height ?? 0;
  const before = await heightOf('Speed');
  await page.getByRole('separator', { name: 'Heights of Steering and Speed' }).focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowDown');
  await expect.poll(() => heightOf('Speed')).toBeLessThan(before);

  await page.reload();
  await expect.poll(() => tracks(page)).toEqual(['Steering', 'Speed']);
});

test('a click seeks, a drag measures, cursors tell what lies between them', { tag: '@page' }, async ({ open }) => {
  const { page } = await open();
  await analysed(page);
  const place = await placeOf(page, 300);
  await page.mouse.click(place.x, place.y);
  await expect(counter(page)).toContainText('frame 300 /');

  await test.step('a drag elsewhere is a range with its figures; the frame stays', async () => {
    await drag(page, 400, 500);
    const figures = page.getByRole('region', { name: 'Figures of the range' });
    await expect(figures).toContainText('400 – 500');
    await expect(figures).toContainText('101 frames · 5.05 s');
    await expect(figures.getByRole('row', { name: /^Recorded 101 / })).toBeVisible();
    await expect(figures).toContainText(/MAE\s*0\.\d{3}\s*RMSE\s*0\.\d{3}\s*bias/);
    await expect(counter(page)).toContainText('frame 300 /');
    await figures.getByRole('button', { name: 'Mark it as the range' }).click();
    await figures.getByRole('button', { name: 'Zoom to it' }).click();
    await expect.poll(() => axisEnds(page)).toEqual([400, 500]);
    await figures.getByRole('button', { name: 'Clear the figures' }).click();
    await expect(figures).toBeHidden();
    // What was marked can be measured by key alone.
    await page.keyboard.press('Alt+r');
    await expect(figures).toContainText('400 – 500');
    await page.keyboard.press('Alt+r');
    await page.keyboard.press('Alt+x');
  });

  await test.step('the way back', async () => {
    await page.keyboard.press('Control+[');
    await expect.poll(() => axisEnds(page)).toEqual([0, 700]);
    await page.keyboard.press('Control+]');
    await expect.poll(() => axisEnds(page)).toEqual([400, 500]);
    await page.keyboard.press('Control+Shift+ArrowDown');
    await expect.poll(() => axisEnds(page)).toEqual([0, 700]);
  });

  await test.step('a line under the pointer is dragged', async () => {
    await page.mouse.click(place.x, place.y);
    await expect(counter(page)).toContainText('frame 300 /');
    await page.keyboard.press('{');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('}');
    const cursors = page.getByRole('region', { name: 'Cursors A and B' });
    await expect(cursors).toContainText('+10 frames');
    await expect(cursors).toContainText('+0.500 s');
    await drag(page, 300, 110);
    await expect(cursors).toContainText('+200 frames');
    await page.keyboard.press('Home');
    await drag(page, 0, 200);
    await expect(counter(page)).toContainText('frame 200 /');
    await cursors.getByRole('button', { name: 'Remove the cursors' }).click();
    await expect(cursors).toBeHidden();
  });
});

test(
  'the wheel zooms at the pointer, the right button pans, a double click fits, playing is followed',
  { tag: '@page' },
  async ({ open }) => {
    const { page } = await open();
    await analysed(page);
    const place = await placeOf(page, 360);
    await page.mouse.move(place.x, place.y);
    await page.mouse.wheel(0, -600);
    await expect.poll(async () => (await axisEnds(page))[0]).toBeGreaterThan(250);
    const [first = 0, last = 0] = await axisEnds(page);
    expect(first).toBeLessThan(360);
    expect(last).toBeGreaterThan(360);
    expect(last).toBeLessThan(470);

    await drag(page, 100, 500, 'right');
    await expect.poll(async () => (await axisEnds(page))[0]).toBeLessThan(first);
    await expect(counter(page)).toContainText('frame 0 /');

    await test.step('Shift and the wheel zoom the height of the track', async () => {
      const labels = (): Promise<string> =>
        plotOf(page, 'Steering')
          .screenshot()
          .then((picture) => picture.toString('base64'));
      await page.mouse.move(place.x, place.y);
      const before = await labels();
      await page.keyboard.down('Shift');
      await page.mouse.wheel(0, -300);
      await page.keyboard.up('Shift');
      await expect.poll(labels).not.toBe(before);
    });

    await page.mouse.dblclick(place.x, place.y);
    await expect.poll(() => axisEnds(page)).toEqual([0, 700]);

    await page.keyboard.press('Home');
    for (let press = 0; press < 6; press++) await page.keyboard.press('Control+ArrowUp');
    const zoomed = await axisEnds(page);
    await page.keyboard.press('Shift+F');
    await page.keyboard.press('Space');
    await expect.poll(() => frameNow(page)).toBeGreaterThan(60);
    expect(await axisEnds(page)).toEqual(zoomed);
    await page.keyboard.press('Shift+F');
    await expect.poll(async () => (await axisEnds(page))[0]).toBeGreaterThan(20);
    await page.keyboard.press('Space');
  },
);

test('what is visible is saved as CSV, SVG and PNG', { tag: '@page' }, async ({ open }) => {
  const { page } = await open();
  await analysed(page);
  await page.keyboard.press('Shift+T');
  await page.getByRole('option', { name: 'Steering and speed' }).click();
  await expect(plotOf(page, 'Speed')).toBeVisible();
  await drag(page, 100, 200);
  await page.keyboard.press('Control+Shift+ArrowUp');
  await expect.poll(() => axisEnds(page)).toEqual([100, 200]);

  // The stand-in host tells of no downloads: what the page hands over is read in the page, in both hosts.
  await page.evaluate(() => {
    const given: { name: string; blob: Blob }[] = Object.assign(window, { savedFiles: [] }).savedFiles;
    const blobs = new Map<string, Blob>();
    const makeUrl = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob: Blob): string => {
      const url = makeUrl(blob);
      blobs.set(url, blob);
      return url;
    };
    HTMLAnchorElement.prototype.click = function (): void {
      const blob = blobs.get(this.href);
      if (blob) given.push({ name: this.download, blob });
    };
  });
  async function saved(item: string, kind: string): Promise<Buffer> {
    await page.getByRole('button', { name: 'Plots: view, cursors, save' }).click();
    await page.getByRole('menuitem', { name: item }).click();
    const file = await page.waitForFunction((ending) => {
      const { savedFiles } = window as unknown as { savedFiles: { name: string; blob: Blob }[] };
      return savedFiles.find(({ name }) => name.endsWith(ending));
    }, `.${kind}`);
    const value = await file.evaluate(async (found) => ({
      name: found?.name,
      bytes: [...new Uint8Array((await found?.blob.arrayBuffer()) ?? [])],
    }));
    expect(value.name).toBe(`drive_plots_98-202.${kind}`);
    return Buffer.from(value.bytes);
  }
  const rows = (await saved('Save what is plotted as CSV', 'csv')).toString().trimEnd().split('\r\n');
  expect(rows[0]).toMatch(/^frame,time \(s\),log row,Steering: Recorded \(shares of full lock\),.*,Speed$/);
  expect(rows).toHaveLength(1 + 105);
  const [frame, secs, logRow, recorded, predicted, error] = (rows[3] ?? '').split(',').map(Number);
  expect([frame, secs, logRow]).toEqual([100, 5, 102]);
  expect((predicted ?? 0) - (recorded ?? 0)).toBeCloseTo(error ?? Number.NaN, 9);

  const svg = (await saved('Save the plots as SVG', 'svg')).toString();
  expect(svg).toContain('Steering</text>');
  expect(svg).toContain('Speed</text>');
  expect(svg.match(/<path d="M[^"]*L/g)?.length).toBeGreaterThanOrEqual(3);

  const png = await saved('Save the plots as PNG', 'png');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const size = /width="(\d+)" height="(\d+)"/.exec(svg);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([Number(size?.[1]) * 2, Number(size?.[2]) * 2]);
});

test('what leaves little to plot is said: one frame, no network, no track', { tag: '@page' }, async ({ open }) => {
  using folder = temporaryFolder();
  const { page } = await open(['--drive', makeUdacityDrive(folder.path, { steering: [0.25] })]);
  await expect(counter(page)).toContainText('frame 0 / 1');
  await expect(plotOf(page, 'Steering')).toBeVisible();
  await page.keyboard.press('Shift+T');
  await page.getByRole('option', { name: 'Mask mass' }).click();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toContainText('Open a network to see this.');
  await page.getByRole('button', { name: 'Remove the track Steering' }).click();
  await page.getByRole('button', { name: /Mask mass: place/ }).focus();
  await page.keyboard.press('Delete');
  await expect(panel(page)).toContainText('No track is shown.');
});
