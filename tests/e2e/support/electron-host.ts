import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const standInPath = join(import.meta.dirname, '..', '..', 'support', 'electron-host', 'electron');

/** Path of the downloaded Electron, or null. Looks where the package keeps it and never starts the download. */
function realElectron(): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const executablePath = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(executablePath) ? executablePath : null;
}

/** Which Electron the desktop specs run on: `STEERSCOPE_ELECTRON=real|stand-in|auto`. */
export function electronHost(): { kind: 'real' | 'stand-in'; executablePath: string } {
  const wish = process.env['STEERSCOPE_ELECTRON'] ?? 'auto';
  const real = wish === 'stand-in' ? null : realElectron();
  if (real) return { kind: 'real', executablePath: real };
  if (wish === 'real') throw new Error('STEERSCOPE_ELECTRON=real, but its binary is absent: npx install-electron');
  return { kind: 'stand-in', executablePath: standInPath };
}
