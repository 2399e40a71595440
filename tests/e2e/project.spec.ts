import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { counter } from './support/page.ts';
import { expect, test, type Workstation } from './support/workstation.ts';

const demo = join(import.meta.dirname, '..', '..', 'demo');
/** What a change takes to be written. */
const writtenMs = 1500;
let folder = '';
const at = (...parts: string[]): string => join(folder, ...parts);

test.beforeEach(() => {
  folder = test.info().outputPath('folder');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  process.env['STEERSCOPE_STATE'] = at('state');
});
test.afterEach(() => {
  process.env['STEERSCOPE_STATE'] = 'off';
});

const panel = (page: Page) => page.getByRole('region', { name: 'Bookmarks' });
const notice = (page: Page, text: RegExp) => page.getByRole('status').filter({ hasText: text });

async function goTo(page: Page, frame: number): Promise<void> {
  await expect(counter(page)).toContainText(/frame \d/);
  await page.keyboard.press('g');
  await page.getByRole('textbox', { name: 'Go to frame or time' }).fill(String(frame));
  await page.keyboard.press('Enter');
  await expect(counter(page)).toContainText(`frame ${frame} /`);
}

/** By the system's dialog, or by ours. */
async function saveAs({ page, host, answerDialog }: Workstation, path: string): Promise<void> {
  await answerDialog(path);
  await page.keyboard.press('Control+Shift+S');
  if (host === 'browser') {
    await page.getByRole('textbox', { name: 'File' }).fill(path);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await expect.poll(() => existsSync(path)).toBe(true);
}

test('bookmarks by keys, with notes, searched, undone, and taken out and in as files', async ({ open }) => {
  const { page, desktop } = await open();
  await expect(counter(page)).toContainText('frame 0 /');
  await page.keyboard.press('Shift+M');
  await expect(panel(page)).toContainText('No bookmarks yet');
  await goTo(page, 40);
  await page.keyboard.press('m');
  await goTo(page, 90);
  await page.keyboard.press('Alt+Shift+3');
  await goTo(page, 60);
  await page.keyboard.press('i');
  await goTo(page, 80);
  await page.keyboard.press('o');
  await page.keyboard.press('Alt+m');
  await expect(panel(page).locator('[data-mark]')).toHaveText([/Frame 40/, /Frames 60–80/, /3\s*Frame 90/]);

  await test.step('keys go from one to the next, and to a number', async () => {
    await page.keyboard.press('Home');
    for (const frame of [40, 60, 90]) {
      await page.keyboard.press('>');
      await expect(counter(page)).toContainText(`frame ${frame} /`);
    }
    await page.keyboard.press('<');
    await expect(counter(page)).toContainText('frame 60 /');
    await page.keyboard.press('Alt+3');
    await expect(counter(page)).toContainText('frame 90 /');
  });

  await test.step('M again names it; the note is found', async () => {
    await goTo(page, 40);
    await page.keyboard.press('m');
    await expect(panel(page).getByRole('textbox', { name: 'Name' })).toBeFocused();
    await page.keyboard.type('bend');
    await panel(page).getByRole('textbox', { name: 'Note' }).fill('Steers too late, looks at the kerb.');
    await panel(page).getByRole('searchbox', { name: 'Search bookmarks' }).fill('kerb');
    await expect(panel(page).locator('[data-mark]')).toHaveText([/bend/]);
    await panel(page).getByRole('searchbox', { name: 'Search bookmarks' }).fill('');
  });

  await test.step('a removed one comes back', async () => {
    await panel(page).locator('[data-mark]').first().focus();
    await page.keyboard.press('Delete');
    await expect(panel(page).locator('[data-mark]')).toHaveCount(2);
    if (desktop) {
      await expect
        .poll(() =>
          desktop.clickMenu('Edit', 'Undo: removed bookmark “bend”').then(
            () => true,
            () => false,
          ),
        )
        .toBe(true);
    } else await page.keyboard.press('Control+z');
    await expect(panel(page).locator('[data-mark]')).toHaveCount(3);
    await page.keyboard.press('Control+Shift+Z');
    await expect(panel(page).locator('[data-mark]')).toHaveCount(2);
    await page.keyboard.press('Control+z');
    await expect(panel(page).locator('[data-mark]')).toHaveCount(3);
  });

  await test.step('a range is marked again, and a click goes there', async () => {
    await page.keyboard.press('Alt+x');
    const range = panel(page).locator('[data-mark]').nth(1);
    await range.click();
    await expect(counter(page)).toContainText('frame 60 /');
    await panel(page).getByRole('button', { name: 'Mark as range' }).click();
    await page.keyboard.press('e');
    await expect(page.getByRole('dialog')).toContainText(/60 .*to 80 .*: 21 frames/);
    await page.keyboard.press('Escape');
  });

  if (desktop) return;
  await test.step('out as CSV, in again', async () => {
    await panel(page).getByRole('button', { name: 'Bookmark files' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Export as CSV' }).click(),
    ]);
    await download.saveAs(at('marks.csv'));
    const rows = readFileSync(at('marks.csv'), 'utf8').split('\r\n');
    expect(rows[1]).toMatch(/^40,40,[\d.]+,[\d.]+,bend,"Steers too late, looks at the kerb.",$/);
    await panel(page).getByRole('button', { name: 'Bookmark files' }).click();
    await page.getByRole('menuitem', { name: 'Remove all' }).click();
    await expect(panel(page)).toContainText('No bookmarks yet');
    await panel(page).locator('input[type=file]').setInputFiles(at('marks.csv'));
    await expect(panel(page).locator('[data-mark]')).toHaveText([/bend/, /Frames 60–80/, /3\s*Frame 90/]);
  });
});

test('what was not saved is back after the product was killed, and nothing lies beside the drive', async ({ open }) => {
  const drive = at('drive');
  cpSync(join(demo, 'drive'), drive, { recursive: true });
  const before = readdirSync(drive);
  const args = ['--drive', drive, '--model', join(demo, 'model', 'pilotnet.h5')];
  const first = await open(args);
  await goTo(first.page, 70);
  await first.page.keyboard.press('m');
  await first.page.keyboard.press('i');
  await first.page.waitForTimeout(writtenMs);
  await goTo(first.page, 75);
  await first.page.waitForTimeout(writtenMs);
  first.killServer();
  await first.close();

  const { page } = await open(args);
  await expect(counter(page)).toContainText('frame 75 /');
  await expect(notice(page, /Restored from .*1 bookmark and the marked range/)).toBeVisible();
  await page.keyboard.press('<');
  await expect(counter(page)).toContainText('frame 70 /');
  await page.getByRole('button', { name: 'Start fresh' }).click();
  await expect(counter(page)).toContainText('frame 0 /');
  await page.keyboard.press('Shift+M');
  await expect(panel(page)).toContainText('No bookmarks yet');
  expect(readdirSync(drive)).toEqual(before);
});

test('a project is saved, opened by the command line, moved, linked anew and recovered', async ({ open }) => {
  cpSync(join(demo, 'drive'), at('media', 'drive'), { recursive: true });
  cpSync(join(demo, 'model'), at('media', 'model'), { recursive: true });
  mkdirSync(at('work'));
  const file = at('work', 'bend.steerscope');
  const first = await open(['--drive', at('media', 'drive'), '--model', at('media', 'model', 'pilotnet.h5')]);
  // What opens behind a save is unsaved.
  await expect(first.page.getByRole('button', { name: /^Network .*pilotnet/ })).toBeVisible();
  await goTo(first.page, 50);
  await first.page.keyboard.press('m');
  await first.page.keyboard.press('h');
  await saveAs(first, file);
  await expect(first.page).toHaveTitle(/^bend · drive/);
  await goTo(first.page, 55);
  await first.page.keyboard.press('m');
  await expect(first.page).toHaveTitle(/^● bend/);
  await first.page.keyboard.press('Control+S');
  await expect(first.page).toHaveTitle(/^bend/);
  await goTo(first.page, 60);
  await first.page.keyboard.press('m');
  await first.page.waitForTimeout(writtenMs);
  first.killServer();
  await first.close();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    drive: { path: { relative: '../media/drive' } },
    networks: [{ path: { relative: '../media/model/pilotnet.h5' } }],
  });

  await test.step('what was not saved is back, and is discarded', async () => {
    const { page, close } = await open([file]);
    await expect(counter(page)).toContainText('frame 60 /');
    await expect(page).toHaveTitle(/^● bend/);
    await page.getByRole('button', { name: 'Discard them' }).click();
    await expect(page).toHaveTitle(/^bend/);
    await expect(counter(page)).toContainText('frame 55 /');
    await page.keyboard.press('Shift+M');
    await expect(panel(page).locator('[data-mark]')).toHaveCount(2);
    await page.keyboard.press('Control+S');
    await close();
  });

  await test.step('moved as a whole it opens as before', async () => {
    mkdirSync(at('elsewhere'));
    renameSync(at('media'), at('elsewhere', 'media'));
    renameSync(at('work'), at('elsewhere', 'work'));
    const { page, close } = await open([at('elsewhere', 'work', 'bend.steerscope')]);
    await expect(counter(page)).toContainText('frame 55 /');
    await expect(page.getByRole('button', { name: /^Network .*pilotnet/ })).toBeVisible();
    await close();
  });

  await test.step('what is missing is asked for; what lies beside it is found along with it', async () => {
    renameSync(at('elsewhere', 'media'), at('archive'));
    const workstation = await open([at('elsewhere', 'work', 'bend.steerscope')]);
    const { page, host, answerDialog } = workstation;
    const dialog = page.getByRole('dialog', { name: 'Something has moved' });
    await expect(dialog).toContainText('drive');
    await dialog.getByRole('button', { name: 'Go on without' }).click();
    await page.getByRole('button', { name: 'Problems, 2' }).click();
    await page.getByRole('button', { name: 'Locate it' }).first().click();
    await answerDialog(at('archive', 'drive'));
    await dialog.getByRole('button', { name: 'Locate …' }).first().click();
    if (host === 'browser') {
      await page.getByRole('textbox', { name: 'Path' }).fill(at('archive', 'drive'));
      await page.getByRole('button', { name: 'Take this' }).click();
    }
    await expect(counter(page)).toContainText('frame 55 /');
    await expect(page.getByRole('button', { name: /^Network .*pilotnet/ })).toBeVisible();
    await expect(page.getByRole('dialog')).toBeHidden();

    if (host === 'desktop') return;
    renameSync(at('archive'), at('gone'));
    await page.keyboard.press('Alt+o');
    await page.getByRole('textbox', { name: 'Path' }).fill(at('elsewhere', 'work', 'bend.steerscope'));
    await page.keyboard.press('Enter');
    await expect(dialog).toContainText(at('archive', 'drive'));
  });
});

test('what was opened last is offered, and forgotten', async ({ open }) => {
  const first = await open(['--drive', join(demo, 'drive', '..', 'drive')]);
  await goTo(first.page, 10);
  await first.page.keyboard.press('m');
  await saveAs(first, at('recent.steerscope'));
  await first.close();
  const { page, host, desktop } = await open();
  await expect(counter(page)).toContainText(/frame \d/);
  if (desktop) {
    await expect.poll(() => desktop.recentLabels()).toContain('recent.steerscope (project)');
  }
  if (host === 'browser') {
    await page.keyboard.press('Alt+o');
    await page
      .getByRole('region', { name: 'Opened last' })
      .getByRole('button', { name: /recent.steerscope/ })
      .first()
      .click();
    await expect(page).toHaveTitle(/^recent/);
    await expect(counter(page)).toContainText('frame 10 /');
    await page.keyboard.press('Alt+o');
    await page.getByRole('button', { name: /^Forget .*recent.steerscope/ }).click();
    await expect(page.getByRole('region', { name: 'Opened last' })).toBeHidden();
  }
});

test('a second window has a session of its own', async ({ open }) => {
  const { page, openWindow } = await open();
  await goTo(page, 30);
  const next = await openWindow(() => page.keyboard.press('Control+N'));
  // The stand-in's further windows cannot be looked into.
  if (next) {
    await expect(next.getByText('Open a recorded drive')).toBeVisible();
    await next.getByRole('button', { name: 'Try the demo' }).click();
    await goTo(next, 90);
    await expect(next.getByRole('button', { name: /^Network .*pilotnet/ })).toBeVisible();
  }
  await page.keyboard.press('ArrowRight');
  await expect(counter(page)).toContainText('frame 31 /');
});
