import type { Page } from '@playwright/test';
import { seriousViolations } from './support/accessibility.ts';
import { counter } from './support/page.ts';
import { expect, test } from './support/workstation.ts';

const dialogs = [
  { name: 'commands', key: '?' },
  { name: 'command palette', key: 'Control+k' },
  { name: 'about the network', key: 'n' },
  { name: 'problems', key: 'p' },
  { name: 'export', key: 'e' },
  // The system's own on the desktop.
  { name: 'save project', key: 'Control+Shift+S' },
  { name: 'open drive', key: 'Control+o' },
];

const panels = [
  { name: 'Errors', key: 'Shift+W' },
  { name: 'Bookmarks', key: 'Shift+M' },
  { name: 'Compare', key: 'a' },
  { name: 'What if', key: 'Shift+I' },
  { name: 'Lab', key: 'Shift+X' },
  { name: 'Network graph', key: 'Shift+N' },
  { name: 'Network setup', key: 's' },
  { name: 'Drive columns', key: 't' },
];

/** All that axe finds is told at once, however many places it finds it in. */
async function expectNothingSerious(page: Page, place: string): Promise<void> {
  expect.soft(await seriousViolations(page), place).toEqual([]);
}

for (const theme of ['dark', 'light'] as const) {
  test.describe(`axe finds nothing serious, ${theme}`, () => {
    let page: Page;

    test.beforeEach(async ({ open }) => {
      ({ page } = await open());
      await expect(page.getByLabel(/Agreement over \d+ frames/)).toBeVisible({ timeout: 60_000 });
      if (theme === 'light') await page.getByRole('button', { name: 'Light theme' }).click();
      await page.mouse.move(0, 0);
    });

    test('the window and its dialogs', { tag: '@page' }, async () => {
      await expectNothingSerious(page, 'the window');
      for (const { name, key } of dialogs) {
        await page.keyboard.press(key);
        await expect(page.getByRole('dialog')).toBeVisible();
        await expectNothingSerious(page, name);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
    });

    test('the panels at the side', { tag: '@page' }, async () => {
      await page.keyboard.press('m');
      for (const { name, key } of panels) {
        await page.keyboard.press(key);
        await expect(page.getByRole('region', { name, exact: true })).toBeVisible();
        await expectNothingSerious(page, name);
        if (name === 'Errors') {
          for (const part of ['Events', 'Scatter', 'Metrics']) {
            await page.getByRole('button', { name: part, exact: true }).click();
            await expectNothingSerious(page, `${name}, ${part}`);
          }
        }
        await page.keyboard.press(key);
      }
    });

    test('a layer enlarged, further plots, what hangs from the header', { tag: '@page' }, async () => {
      await page.keyboard.press('Shift+C');
      await expect(page.getByRole('button', { name: /^Channel 0 of conv1/ })).toBeVisible();
      await expectNothingSerious(page, 'layer');
      await page.keyboard.press('Escape');

      await page.keyboard.press('Shift+T');
      await page.getByRole('combobox', { name: 'Find a series' }).fill('speed');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('img', { name: 'Speed plot', exact: true })).toBeVisible();
      await expectNothingSerious(page, 'choice of tracks');
      await page.keyboard.press('Escape');
      await page.keyboard.press('{');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('}');
      await expectNothingSerious(page, 'plots');

      await page.keyboard.press('d');
      await expect(page.getByRole('list', { name: 'Engines and devices' })).toContainText('WebAssembly');
      await expectNothingSerious(page, 'engines');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Method/ }).click();
      await expect(page.getByRole('listbox', { name: 'Methods' })).toBeVisible();
      await expectNothingSerious(page, 'methods');
    });

    test('networks compared', { tag: '@page' }, async () => {
      await page.keyboard.press('a');
      await page.getByRole('button', { name: 'Add to the comparison' }).click();
      await page.getByRole('menuitem', { name: 'as it is set up now' }).click();
      await expect(page.getByText('one run is enough')).toBeVisible();
      for (const mode of ['Side by side', 'Wipe', 'Difference']) {
        await expect(page.getByRole('button', { name: mode })).toHaveAttribute('aria-pressed', 'true');
        await expectNothingSerious(page, mode);
        await page.keyboard.press('Shift+A');
      }
    });
  });
}

test('the whole window is reached by Tab alone', { tag: '@page' }, async ({ open }) => {
  const { page } = await open();
  await expect(counter(page)).toContainText('frame 0 /');
  const regions = new Set<string>();
  for (let press = 0; press < 120; press++) {
    await page.keyboard.press('Tab');
    const region = await page.evaluate(() => {
      const around = document.activeElement?.closest('section[aria-label], header, nav, footer');
      return around?.getAttribute('aria-label') ?? around?.tagName.toLowerCase() ?? '';
    });
    regions.add(region);
    const isVisible = await page.evaluate(() => document.activeElement?.checkVisibility() ?? false);
    expect(isVisible, `focus ${press}`).toBe(true);
  }
  for (const name of ['header', 'Camera', 'Layers', 'Panels']) expect([...regions]).toContain(name);
});
