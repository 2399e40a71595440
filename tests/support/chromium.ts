import { chromium } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A Chromium to show pages in: Playwright's own where it was downloaded, else the system's. */
function installedChromium(): string | null {
  const candidates = [
    process.env['STEERSCOPE_CHROMIUM'],
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  return candidates.find((path) => path && existsSync(path)) ?? null;
}

/** Its path; installed from Debian's packages where that is possible. */
export function ensureChromium(): string {
  const present = installedChromium();
  if (present) return present;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Chromium is missing: installing the Debian package chromium.');
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const installed = installedChromium();
    if (installed) return installed;
  }
  throw new Error(
    'The e2e tests need Chromium. Install the package "chromium" of your system, or run "npx playwright install chromium", ' +
      'or name one in STEERSCOPE_CHROMIUM.',
  );
}

/** Switches for a machine without a display, a GPU, or a network. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
