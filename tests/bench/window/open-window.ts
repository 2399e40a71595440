import { chromium, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromiumArgs, ensureChromium } from '../../support/chromium.ts';
import { recordPaints } from './record-paints.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** The built product's browser host and a Chromium that shows its page. */
export interface BenchWindow extends AsyncDisposable {
  readonly page: Page;
  /** Resident memory of product and browser, all processes, in MiB; those of Linux only, else NaN. */
  memoryMiB(): number;
}

/** Starts the host with the arguments of `serve` and opens its page. */
export async function openWindow(args: readonly string[]): Promise<BenchWindow> {
  const server = spawn(
    process.execPath,
    [join(root, 'out', 'main', 'cli', 'index.js'), 'serve', '--port', '0', ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await addressOf(server);
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    // Without it the page is told a rounded size of its heap.
    args: [...chromiumArgs, '--enable-precise-memory-info'],
  });
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.addInitScript(recordPaints);
  await page.goto(url);
  return {
    page,
    memoryMiB: () => residentMiB([process.pid], [process.pid]),
    async [Symbol.asyncDispose]() {
      await browser.close();
      server.kill('SIGTERM');
      if (server.exitCode === null) await once(server, 'exit');
    },
  };
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`serve ended with ${code} before it printed its address`)));
    createInterface({ input: server.stdout! }).on('line', (line) => {
      const match = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line);
      if (match) resolve(match[0]);
    });
  });
}

/** Of the descendants of some processes, by Linux's /proc; shared pages count once for each that has them. */
function residentMiB(parents: readonly number[], without: readonly number[]): number {
  try {
    const parentOf = new Map<number, number>();
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      const stat = read(`/proc/${name}/stat`);
      parentOf.set(Number(name), Number(/\) \S (\d+)/.exec(stat)?.[1]));
    }
    const family = new Set(parents);
    for (let grown = true; grown;) {
      grown = false;
      for (const [process, parent] of parentOf)
        if (family.has(parent) && !family.has(process)) {
          family.add(process);
          grown = true;
        }
    }
    for (const process of without) family.delete(process);
    const kibibytes = [...family].map((process) =>
      Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${process}/smaps_rollup`))?.[1] ?? 0),
    );
    return kibibytes.reduce((sum, each) => sum + each, 0) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Empty for a process that has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
