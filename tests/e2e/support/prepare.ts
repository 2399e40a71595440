import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from '../../support/chromium.ts';
import { electronHost } from './electron-host.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Before all specs: the build exists, a Chromium exists, and the run says which Electron it is about to test. */
export default function prepare(): void {
  if (!existsSync(join(root, 'out', 'renderer', 'index.html')))
    throw new Error('The e2e tests run what is built: npm run build first.');
  process.env['STEERSCOPE_CHROMIUM'] = ensureChromium();
  const { kind, executablePath } = electronHost();
  console.log(`Desktop specs run on ${kind === 'real' ? 'the real Electron' : 'the stand-in host'}: ${executablePath}`);
}
