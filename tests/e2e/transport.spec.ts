import type { Page } from '@playwright/test';
import { makeUdacityDrive, temporaryFolder } from '../support/make-drive.ts';
import { counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const frameOf = async (page: Page): Promise<number> =>
  Number(/frame\s+(\d+)/.exec(await counter(page).innerText())?.[1]);

async function goTo(page: Page, place: string): Promise<void> {
  await page.keyboard.press('g');
  await page.getByRole('textbox', { name: 'Go to frame or time' }).fill(place);
  await page.keyboard.press('Enter');
}

test('playing both ways, jogging, looping, and what it achieves', async ({ open }) => {
  const { page } = await open();
  await expect(counter(page)).toContainText('frame 0 /');
  const speed = page.getByRole('button', { name: /^Speed: / }).or(page.getByRole('combobox', { name: /^Speed: / }));

  await test.step('before the first frame there is nothing: it does not wrap', async () => {
    await page.keyboard.press('j');
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    expect(await frameOf(page)).toBe(0);
    const reverse = page.getByRole('button', { name: 'Reverse' });
    await expect(reverse).toHaveAttribute('aria-disabled', 'true');
    await reverse.hover();
    await expect(page.getByText('This is the first frame')).toBeVisible();
  });

  await test.step('L doubles; J turns back; K stops, and again: real speed', async () => {
    await page.keyboard.press('l');
    await page.keyboard.press('l');
    await page.keyboard.press('l');
    await expect(speed).toHaveAccessibleName('Speed: 4×');
    await expect.poll(() => frameOf(page)).toBeGreaterThan(30);
    await expect(page.getByRole('group', { name: 'Playing rate' })).toHaveText(/\d+\.\d fps\s*\d+ dropped/);
    await page.keyboard.press('j');
    await expect(speed).toHaveAccessibleName('Speed: 1×');
    const before = await frameOf(page);
    await expect.poll(() => frameOf(page)).toBeLessThan(before);
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    await expect(speed).toHaveAccessibleName('Speed: 2×');
    await page.keyboard.press('k');
    await expect(speed).toHaveAccessibleName('Speed: 1×');
  });

  await test.step('with K held, L and J go by one frame', async () => {
    await goTo(page, '100');
    await page.keyboard.down('k');
    for (const key of ['l', 'l', 'j']) await page.keyboard.press(key);
    await page.keyboard.up('k');
    expect(await frameOf(page)).toBe(101);
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  });

  await test.step('a range that is typed is looped over', async () => {
    await page.getByRole('textbox', { name: 'Start of the range' }).fill('200');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'End of the range' }).fill('120');
    await page.keyboard.press('Enter');
    await expect(page.getByText('before the start of the range')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Length of the range' }).fill('0.5s');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'End of the range' })).toHaveValue('209');
    await page.keyboard.press('\\');
    await expect(page.getByRole('button', { name: 'Loop: range' })).toBeVisible();
    await goTo(page, '205');
    await page.keyboard.press('Space');
    const seen = new Set<number>();
    await expect
      .poll(
        async () => {
          seen.add(await frameOf(page));
          return seen.size;
        },
        { intervals: [70] },
      )
      .toBeGreaterThan(5);
    await page.keyboard.press('Space');
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(200);
    expect(Math.max(...seen)).toBeLessThanOrEqual(209);
    await page.keyboard.press('Alt+x');
    await expect(page.getByRole('textbox', { name: 'End of the range' })).toHaveValue('');
  });
});

test('every way of saying where to go, and why a word is no place', { tag: '@page' }, async ({ open }) => {
  const { page } = await open();
  await expect(counter(page)).toContainText('frame 0 / 720');
  for (const [place, frame] of [
    ['row 377', 375],
    ['+20', 395],
    ['-1.5s', 365],
    ['12.5s', 250],
    ['0:02', 40],
    ['50%', 360],
    ['9999', 719],
  ] as const) {
    await goTo(page, place);
    await expect(counter(page)).toContainText(`frame ${frame} /`);
  }
  await expect(page.getByTestId('place')).toHaveText(/^Frame 719, 35\.95 s, log row 721$/);
  await goTo(page, '12.5');
  await expect(page.getByText('frames are whole numbers; 12.5s is a time')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(counter(page)).toContainText('frame 719 /');
});

test('the palette finds commands and places', { tag: '@page' }, async ({ open }) => {
  const { page } = await open();
  await expect(counter(page)).toContainText('frame 0 /');
  const field = page.getByRole('combobox', { name: 'Find a command or a place' });
  const chosen = page.locator('[role=option][data-selected]');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('lst frame');
  await expect(chosen).toContainText('Last frame');
  await page.keyboard.press('Enter');
  await expect(counter(page)).toContainText('frame 719 /');

  await page.keyboard.press('Control+k');
  await expect(chosen).toContainText('Last frame');
  await page.keyboard.type('row 377');
  await expect(chosen).toContainText('Frame 375');
  await page.keyboard.press('Enter');
  await expect(counter(page)).toContainText('frame 375 /');

  await page.keyboard.press('Control+k');
  await expect(field).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(field).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('go to a frame');
  await expect(chosen).toContainText('Go to a frame or time');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Go to frame or time' })).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(field).toBeFocused();
});

test('keys are given to other commands, kept, shown, and given back', async ({ open }) => {
  const { page, desktop } = await open();
  await expect(counter(page)).toContainText('frame 0 /');
  const sheet = page.getByRole('dialog', { name: 'Commands and keys' });
  const exports = page.getByRole('dialog', { name: /Export/ });

  await test.step('a key that another command has: the two swap', async () => {
    await page.keyboard.press('?');
    await sheet.getByRole('button', { name: 'Change E, a key of “Export”' }).click();
    await page.keyboard.press('Shift+Slash');
    await expect(sheet.getByRole('alert')).toContainText('is “All commands and keys”');
    await page.keyboard.press('Escape');
    await expect(sheet.getByRole('alert')).toBeHidden();
    await sheet.getByRole('button', { name: 'Change E, a key of “Export”' }).click();
    await page.keyboard.press('n');
    await expect(sheet.getByRole('alert')).toContainText('is “About the network”');
    await sheet.getByRole('button', { name: 'Swap' }).click();
    await expect(sheet.getByRole('button', { name: 'Change E, a key of “About the network”' })).toBeVisible();
    await expect(sheet.getByText('2 changed by you')).toBeVisible();
    if (desktop) await expect.poll(() => desktop.menuKey('File', 'Export')).toBe('N');
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await page.keyboard.press('n');
    await expect(exports).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('it is kept; the sheet finds by key; all are reset', async () => {
    await page.reload();
    await expect(counter(page)).toContainText('frame 0 /');
    await page.keyboard.press('?');
    await sheet.getByRole('button', { name: 'Find by key' }).click();
    await page.keyboard.press('n');
    await expect(sheet.getByRole('listitem')).toHaveCount(1);
    await expect(sheet.getByRole('listitem')).toContainText('Export');
    await sheet.getByRole('button', { name: 'Reset all' }).click();
    await expect(sheet.getByRole('listitem')).toContainText('About the network');
  });

  await test.step('the keys of CVAT: D and F step', async () => {
    await sheet
      .getByRole('button', { name: /^Keys: / })
      .or(sheet.getByRole('combobox', { name: /^Keys: / }))
      .click();
    await page.getByRole('option', { name: /CVAT/ }).click();
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    for (const key of ['f', 'f', 'd', 'v']) await page.keyboard.press(key);
    await expect(counter(page)).toContainText('frame 11 /');
    await page.getByRole('button', { name: 'Next frame' }).hover();
    await expect(page.locator('.tip').filter({ hasText: 'Next frame' }).locator('kbd')).toHaveText('F');
  });
});

test('a drive of one frame: nothing moves, and why is told', { tag: '@page' }, async ({ open }) => {
  using folder = temporaryFolder();
  const { page } = await open(['--drive', makeUdacityDrive(folder.path, { steering: [0.1] })]);
  await expect(counter(page)).toContainText('frame 0 / 1');
  for (const key of ['Space', 'l', 'j', 'ArrowRight', 'PageDown', 'End', 'i', 'o', 'Alt+x'])
    await page.keyboard.press(key);
  await expect(counter(page)).toContainText('frame 0 / 1');
  const play = page.getByRole('button', { name: 'Play', exact: true });
  await expect(play).toHaveAttribute('aria-disabled', 'true');
  await play.hover();
  await expect(page.getByText('The drive has one frame')).toBeVisible();
  await expect(page.getByText(/NaN|Infinity/)).toHaveCount(0);
});
