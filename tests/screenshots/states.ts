import type { Page } from '@playwright/test';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settled } from '../bench/window/move-about.ts';
import { demoArguments, demoDrivePath, demoModelPath } from '../bench/demo-paths.ts';
import { counter } from '../e2e/support/page.ts';

/** A window as it is photographed. */
interface ScreenshotState {
  /** Of the file. */
  readonly name: string;
  /** Of `steerscope serve`. @param folder for what is made for it. */
  readonly args: (folder: string) => readonly string[];
  /** From the page that was just opened to what is to be seen. */
  readonly prepare: (page: Page) => Promise<void>;
  readonly size?: { readonly width: number; readonly height: number };
}

const demo = (): readonly string[] => demoArguments;

/** The whole drive is analysed, and frame `frame` is on the screen with its mask. */
async function at(page: Page, frame: number): Promise<void> {
  await page.getByLabel(/Agreement over \d+ frames/).waitFor({ timeout: 60_000 });
  await press(page, 'g');
  await page.keyboard.type(String(frame));
  await press(page, 'Enter');
  await counter(page).getByText(`frame ${frame} /`).waitFor();
  await settled(page);
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    // What a key opens takes the keyboard when it is there.
    await page.waitForTimeout(200);
  }
}

/** The demo's drive as a power cut may leave it: torn lines, lost and empty pictures. */
function tornDrive(folder: string): string {
  const drive = join(folder, 'torn drive');
  mkdirSync(join(drive, 'IMG'), { recursive: true });
  const pictures = readdirSync(join(demoDrivePath, 'IMG')).toSorted();
  for (const [index, name] of pictures.entries())
    if (index % 90 === 30) writeFileSync(join(drive, 'IMG', name), '');
    else if (index % 90 < 60) copyFileSync(join(demoDrivePath, 'IMG', name), join(drive, 'IMG', name));
  const lines = readFileSync(join(demoDrivePath, 'driving_log.csv'), 'utf8').split('\n');
  const torn = lines.map((line, index) => (index % 150 === 100 ? `${line.slice(0, 20)}\0\0\0` : line));
  writeFileSync(join(drive, 'driving_log.csv'), torn.join('\n'));
  return drive;
}

export const screenshotStates: readonly ScreenshotState[] = [
  { name: 'window', args: demo, prepare: (page) => at(page, 375) },
  {
    name: 'errors',
    args: demo,
    prepare: async (page) => {
      await at(page, 375);
      await press(page, 'Shift+W', 'q');
      await settled(page);
    },
  },
  {
    name: 'layer',
    args: demo,
    prepare: async (page) => {
      await at(page, 375);
      await press(page, 'Control+Alt+3', 'Shift+C', 'Shift+D');
      await settled(page);
    },
  },
  {
    name: 'graph',
    args: demo,
    prepare: async (page) => {
      await at(page, 375);
      await press(page, 'Shift+N');
    },
  },
  {
    name: 'compare',
    args: demo,
    prepare: async (page) => {
      await at(page, 375);
      await press(page, 'a');
      await page.getByRole('button', { name: 'Add the masks of another' }).click();
      await page.getByRole('option', { name: 'Occlusion' }).click();
      await press(page, 'Shift+A');
      await page.waitForTimeout(1500);
      await settled(page);
    },
  },
  {
    name: 'plots',
    args: demo,
    prepare: async (page) => {
      await at(page, 375);
      await press(page, 'Control+Alt+4', 'Shift+T');
      for (const series of ['Speed', 'Mask mass']) await page.getByRole('option', { name: series }).first().click();
      await press(page, 'Escape');
      await settled(page);
    },
  },
  {
    name: 'setup',
    args: demo,
    prepare: async (page) => {
      await at(page, 375);
      await press(page, 's');
      await page.getByRole('img', { name: 'Network input' }).waitFor();
    },
  },
  {
    name: 'lab',
    args: demo,
    prepare: async (page) => {
      await at(page, 375);
      await press(page, 'Shift+X');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByRole('button', { name: 'Run again' }).waitFor({ timeout: 60_000 });
      const found = page.getByRole('region', { name: 'What was found' });
      await found.evaluate((element: HTMLElement) => element.parentElement?.scrollTo(0, element.offsetTop));
      await settled(page);
    },
  },
  {
    name: 'what-if',
    args: demo,
    prepare: async (page) => {
      await at(page, 375);
      await press(page, 'Shift+I');
      await page.getByRole('button', { name: 'Rectangle', exact: true }).click();
      const box = await page.getByRole('img', { name: 'Camera frame', exact: true }).boundingBox();
      if (!box) throw new Error('The camera picture is not on the screen.');
      await page.mouse.move(box.x + box.width * 0.55, box.y + box.height * 0.5);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.95, box.y + box.height * 0.85, { steps: 5 });
      await page.mouse.up();
      await press(page, 'Escape');
      await page.waitForTimeout(1000);
      await settled(page);
    },
  },
  {
    name: 'columns',
    args: demo,
    prepare: async (page) => {
      await at(page, 375);
      await press(page, 't');
    },
  },
  {
    name: 'palette',
    args: demo,
    prepare: async (page) => {
      await at(page, 375);
      await press(page, 'Control+k');
      await page.keyboard.type('err');
    },
  },
  {
    name: 'damage',
    args: (folder) => ['--drive', tornDrive(folder), '--model', demoModelPath],
    prepare: async (page) => {
      await page.getByLabel(/Agreement over \d+ frames/).waitFor({ timeout: 60_000 });
      await press(page, 'p');
    },
  },
  {
    name: 'light',
    args: demo,
    prepare: async (page) => {
      await at(page, 375);
      await page.getByRole('button', { name: 'Light theme' }).click();
      await page.mouse.move(700, 20);
    },
  },
  {
    name: 'small',
    args: demo,
    size: { width: 1280, height: 720 },
    prepare: (page) => at(page, 375),
  },
];
