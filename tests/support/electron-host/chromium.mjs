import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Starts Chromium as a single application window; its stderr carries the line that Playwright waits for. */
export function startChromium(url, { width, height }) {
  const profile = mkdtempSync(join(tmpdir(), 'steerscope-stand-in-'));
  const child = spawn(
    process.env.STEERSCOPE_CHROMIUM ?? '/usr/bin/chromium',
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      `--window-size=${width},${height}`,
      `--app=${url}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const forget = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  void exited.then(forget);
  process.on('exit', forget);
  return { exited, stop: () => child.kill('SIGTERM') };
}
