import type { Locator, Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTub, makeUdacityDrive, temporaryFolder, tubLine } from '../support/make-drive.ts';
import { counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const timeline = (page: Page): Locator => page.getByRole('scrollbar', { name: 'Timeline' });
const shownPart = (page: Page): Locator => page.getByRole('scrollbar', { name: 'Shown part of the drive' });
const card = (page: Page): Locator => page.getByTestId('timeline-card');

/** First and last frame that the timeline shows. */
async function shownFrames(page: Page): Promise<[number, number]> {
  const [, first, last] =
    /frames (\d+) to (\d+) of/.exec((await shownPart(page).getAttribute('aria-valuetext')) ?? '') ?? [];
  return [Number(first), Number(last)];
}

async function placeOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('It has no place on the screen.');
  return box;
}

const frameOf = async (page: Page): Promise<number> => Number(/frame (\d+)/.exec(await counter(page).innerText())?.[1]);

test('zooms at the pointer, pans, fits, and follows what is stepped to', async ({ open }) => {
  const { page } = await open();
  await expect(counter(page)).toContainText('frame 0 / 720');
  const { x, y, width } = await placeOf(timeline(page));

  await test.step('the wheel leaves the frame under the pointer where it is', async () => {
    await page.mouse.move(x + width * 0.25, y + 40);
    await expect(card(page)).toContainText('frame 180');
    for (let turn = 0; turn < 8; turn++) await page.mouse.wheel(0, -100);
    await expect.poll(async () => (await shownFrames(page))[1]).toBeLessThan(300);
    const [first, last] = await shownFrames(page);
    expect((180.5 - first) / (last + 1 - first)).toBeCloseTo(0.25, 1);
    await expect(card(page)).toContainText('frame 180');
  });

  await test.step('Shift and the wheel pan; the shown part is dragged and moved by keys', async () => {
    const [before] = await shownFrames(page);
    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, 300);
    await page.keyboard.up('Shift');
    await expect.poll(async () => (await shownFrames(page))[0]).toBeGreaterThan(before);
    const [panned] = await shownFrames(page);
    await shownPart(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await shownFrames(page))[0]).toBeGreaterThan(panned);
    await page.keyboard.press('End');
    await expect.poll(async () => (await shownFrames(page))[1]).toBe(719);
    const overview = await placeOf(shownPart(page));
    await page.mouse.click(overview.x + overview.width / 2, overview.y + 4);
    await expect.poll(async () => (await shownFrames(page)).every((frame) => Math.abs(frame - 360) < 60)).toBe(true);
  });

  await test.step('a step brings its frame into view', async () => {
    // The arrows are the shown part's own as long as it has the focus.
    await timeline(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect(counter(page)).toContainText('frame 1 /');
    await expect.poll(async () => (await shownFrames(page))[0]).toBe(0);
  });

  await test.step('keys zoom around the current frame and fit the drive again', async () => {
    await page.keyboard.press('Alt+z');
    await expect.poll(() => shownFrames(page)).toEqual([0, 719]);
    await page.keyboard.press('Home');
    await page.keyboard.press('z');
    // Two thirds of the drive around the middle of frame 0.
    await expect.poll(() => shownFrames(page)).toEqual([0, 480]);
    await page.keyboard.press('Shift+Z');
    await expect.poll(() => shownFrames(page)).toEqual([0, 719]);
  });
});

test(
  'a drag at the end of a zoomed strip pulls it along; playing turns its pages',
  { tag: '@page' },
  async ({ open }) => {
    const { page } = await open();
    await expect(counter(page)).toContainText('frame 0 / 720');
    const { x, y, width } = await placeOf(timeline(page));
    for (let press = 0; press < 5; press++) await page.keyboard.press('z');
    const [, last] = await shownFrames(page);
    expect(last).toBeLessThan(100);

    await page.mouse.move(x + width / 2, y + 40);
    await page.mouse.down();
    // Under the hand nothing moves by itself.
    expect(await shownFrames(page)).toEqual([0, last]);
    await page.mouse.move(x + width - 2, y + 40, { steps: 4 });
    await expect.poll(() => frameOf(page)).toBeGreaterThan(last + 50);
    await page.mouse.up();
    const [first, end] = await shownFrames(page);
    expect(await frameOf(page)).toBeGreaterThanOrEqual(first);
    expect(await frameOf(page)).toBeLessThanOrEqual(end);

    await page.keyboard.press('Home');
    await expect.poll(async () => (await shownFrames(page))[0]).toBe(0);
    await page.keyboard.press('Space');
    await expect.poll(async () => (await shownFrames(page))[0], { timeout: 30_000 }).toBeGreaterThan(20);
    await page.keyboard.press('Space');
  },
);

test(
  'the pointer calls up the picture of its frame, with the numbers, and what full red stands for',
  { tag: '@page' },
  async ({ open }) => {
    const { page } = await open();
    await expect(page.getByLabel(/Agreement over \d+ frames/)).toBeVisible({ timeout: 60_000 });
    const { x, y, width, height } = await placeOf(timeline(page));
    await page.mouse.move(x + (300.5 / 720) * width, y + 40);
    await expect(card(page)).toContainText('frame 300');
    await expect(card(page).locator('canvas')).toHaveAttribute('data-frame', '300');
    const [recorded = '', predicted = '', error = ''] = await card(page).getByRole('definition').allInnerTexts();
    const number = (text: string): number => Number(text.replace('−', '-'));
    expect(number(predicted) - number(recorded)).toBeCloseTo(number(error), 2);
    await page.mouse.move(x + width / 2, y + height - 10);
    await expect(card(page)).toContainText(/full red: 0\.\d+/);
    await expect(counter(page)).toContainText('frame 0 /');
  },
);

test('the range is drawn with Shift, moved and trimmed by pointer and keys', { tag: '@page' }, async ({ open }) => {
  const { page } = await open();
  await expect(counter(page)).toContainText('frame 0 / 720');
  const { x, y, width } = await placeOf(timeline(page));
  const at = (frame: number): number => x + ((frame + 0.5) / 720) * width;
  const range = page.getByRole('slider', { name: 'Range', exact: true });
  await page.keyboard.down('Shift');
  await page.mouse.move(at(400), y + 40);
  await page.mouse.down();
  await page.mouse.move(at(300), y + 40, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(range).toHaveAttribute('aria-valuetext', 'frames 300 to 400');

  await page.mouse.move(at(350), y + 2);
  await page.mouse.down();
  await page.mouse.move(at(400), y + 2, { steps: 5 });
  await page.mouse.up();
  await expect(range).toHaveAttribute('aria-valuetext', 'frames 350 to 450');

  const end = page.getByRole('slider', { name: 'End of the range' });
  const grip = await placeOf(end);
  await page.mouse.move(grip.x + grip.width / 2, grip.y + 10);
  await page.mouse.down();
  await page.mouse.move(grip.x + grip.width / 2 + (50 / 720) * width, grip.y + 10, { steps: 5 });
  await page.mouse.up();
  await expect(end).toHaveAttribute('aria-valuetext', 'frame 500');

  await page.getByRole('slider', { name: 'Start of the range' }).focus();
  for (const key of ['ArrowLeft', 'Shift+ArrowLeft', 'ArrowRight']) await page.keyboard.press(key);
  await expect(range).toHaveAttribute('aria-valuetext', 'frames 340 to 500');
  await page.keyboard.press('Home');
  await expect(range).toHaveAttribute('aria-valuetext', 'frames 0 to 500');
  // The frame on show was never touched, and the ends do not pass each other.
  await expect(counter(page)).toContainText('frame 0 /');
  await end.focus();
  await page.keyboard.press('Home');
  await expect(range).toHaveAttribute('aria-valuetext', 'frames 0 to 0');
});

test('sessions are named, gone to and marked; bookmarks are gone to', { tag: '@page' }, async ({ open }) => {
  using folder = temporaryFolder();
  const angles = Array.from({ length: 90 }, (_, frame) => Math.sin(frame / 9));
  const drive = makeTub(folder.path, { angles });
  const lines = angles.map((angle, index) =>
    JSON.stringify({ ...(JSON.parse(tubLine(index, angle)) as object), _session_id: index < 30 ? 'first' : 'evening' }),
  );
  writeFileSync(join(drive, 'catalog_0.catalog'), `${lines.join('\n')}\n`);
  const { page } = await open(['--drive', drive]);
  await expect(counter(page)).toContainText('frame 0 / 90');
  const { x, y, width } = await placeOf(timeline(page));
  // Below the ruler's 18 pixels.
  const names = y + 25;
  await page.mouse.move(x + width * 0.8, names);
  await expect(card(page)).toContainText('session evening');
  await page.mouse.click(x + width * 0.8, names);
  await expect(counter(page)).toContainText('frame 30 /');
  await page.mouse.dblclick(x + width * 0.8, names);
  const range = page.getByRole('slider', { name: 'Range', exact: true });
  await expect(range).toHaveAttribute('aria-valuetext', 'frames 30 to 89');
  await page.keyboard.press('Home');
  await page.keyboard.press('Alt+s');
  await expect(range).toHaveAttribute('aria-valuetext', 'frames 0 to 29');
  await page.keyboard.press('Alt+x');

  await page.keyboard.press('m');
  await page.keyboard.press('End');
  await expect(counter(page)).toContainText('frame 89 /');
  await page.mouse.click(x + (0.5 / 90) * width + 3, y + 12);
  await expect(counter(page)).toContainText('frame 0 /');
});

test('a drive of one frame, and one without time, are no special case', { tag: '@page' }, async ({ open }) => {
  using folder = temporaryFolder();
  const { page } = await open(['--drive', makeUdacityDrive(folder.path, { steering: [0.25] })]);
  await expect(counter(page)).toContainText('frame 0 / 1');
  const { x, y, width } = await placeOf(timeline(page));
  await page.mouse.move(x + width * 0.7, y + 40);
  await page.mouse.wheel(0, -500);
  await expect(card(page)).toContainText('frame 0');
  await expect(card(page)).toContainText('0.250');
  await page.keyboard.press('z');
  await page.mouse.click(x + width - 1, y + 40);
  expect(await shownFrames(page)).toEqual([0, 0]);
  await expect(counter(page)).toContainText('frame 0 / 1');
});
