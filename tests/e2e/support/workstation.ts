import { test as base, _electron, expect, chromium, type ElectronApplication, type Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromiumArgs, ensureChromium } from '../../support/chromium.ts';
import { electronHost } from './electron-host.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** The window under test, whichever host shows it. */
export interface Workstation {
  readonly page: Page;
  readonly host: 'desktop' | 'browser';
  /** The next native dialog answers this path; the browser host has no native dialogs. */
  answerDialog(path: string): Promise<void>;
  /** What only the desktop has; null in the browser host. */
  readonly desktop: {
    clickMenu(group: string, label: string): Promise<void>;
    /** The key shown beside a menu item. */
    menuKey(group: string, label: string): Promise<string | undefined>;
    /** As the system does when a file of ours is opened. */
    openPath(path: string): Promise<void>;
    /** Of the menu File > Open recent. */
    recentLabels(): Promise<string[]>;
  } | null;
  /** The further window that `ask` opens; null on the stand-in, which shows it where nobody can look. */
  openWindow(ask: () => Promise<void>): Promise<Page | null>;
  /** Ends the product under the page, without a word to it; the browser host only. */
  killServer(): void;
  close(): Promise<void>;
}

async function openDesktop(args: readonly string[]): Promise<Workstation> {
  const { executablePath } = electronHost();
  const app: ElectronApplication = await _electron.launch({
    executablePath,
    args: [join(root, 'out', 'main', 'electron', 'index.js'), ...args],
    cwd: root,
  });
  const page = await app.firstWindow();
  return {
    page,
    host: 'desktop',
    answerDialog: (path) =>
      app.evaluate(({ dialog }, answer) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [answer] });
        dialog.showSaveDialog = async () => ({ canceled: false, filePath: answer });
      }, path),
    desktop: {
      clickMenu: (group, label) =>
        app.evaluate(
          ({ Menu }, [inGroup, withLabel]) => {
            const groups = Menu.getApplicationMenu()?.items ?? [];
            const items = groups.find((one) => one.label === inGroup)?.submenu?.items ?? [];
            const item = items.find((one) => one.label === withLabel);
            if (!item) throw new Error(`The menu has no ${inGroup} > ${withLabel}.`);
            item.click();
          },
          [group, label] as const,
        ),
      menuKey: (group, label) =>
        app.evaluate(
          ({ Menu }, [inGroup, withLabel]) => {
            const groups = Menu.getApplicationMenu()?.items ?? [];
            const items = groups.find((one) => one.label === inGroup)?.submenu?.items ?? [];
            return items.find((one) => one.label === withLabel)?.accelerator?.toString();
          },
          [group, label] as const,
        ),
      recentLabels: () =>
        app.evaluate(({ Menu }) => {
          const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'File');
          const recent = file?.submenu?.items.find(({ label }) => label === 'Open recent');
          return recent?.submenu?.items.map(({ label }) => label) ?? [];
        }),
      openPath: (path) =>
        app.evaluate(({ app: electron }, opened) => {
          electron.emit('open-file', { preventDefault: () => undefined }, opened);
        }, path),
    },
    openWindow: async (ask) => {
      const isReal = electronHost().kind === 'real';
      const opened = isReal ? app.waitForEvent('window') : null;
      await ask();
      const count = (): Promise<number> => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
      await expect.poll(count).toBe(2);
      return opened;
    },
    killServer: () => undefined,
    close: () => app.close(),
  };
}

async function openBrowser(args: readonly string[]): Promise<Workstation> {
  const server = spawn('node', [join(root, 'out', 'main', 'cli', 'index.js'), 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`serve ended with ${code} before it printed its address`)));
    createInterface({ input: server.stdout }).on('line', (line) => {
      const match = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line);
      if (match) resolve(match[0]);
    });
  });
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumArgs });
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.goto(url);
  return {
    page,
    host: 'browser',
    answerDialog: async () => undefined,
    desktop: null,
    openWindow: async (ask) => {
      const [window] = await Promise.all([page.context().waitForEvent('page'), ask()]);
      return window;
    },
    killServer: () => server.kill('SIGKILL'),
    close: async () => {
      await browser.close();
      if (server.killed || server.exitCode !== null) return;
      server.kill('SIGTERM');
      const [code] = await once(server, 'exit');
      if (code !== 0 && code !== 130) throw new Error(`serve ended with ${code} when it was told to stop`);
    },
  };
}

/** `open(args)` starts the host of the project with the command line's arguments; it is closed after the test. */
export const test = base.extend<{ open: (args?: readonly string[]) => Promise<Workstation> }>({
  // Playwright reads the fixtures that a function needs from its parameters' names.
  // eslint-disable-next-line no-empty-pattern
  open: async ({}, use, testInfo) => {
    const opened: Workstation[] = [];
    await use(async (args = []) => {
      const workstation = await (testInfo.project.name === 'desktop' ? openDesktop : openBrowser)(args);
      opened.push(workstation);
      return workstation;
    });
    for (const workstation of opened) await workstation.close().catch(() => undefined);
  },
});
export { expect } from '@playwright/test';
