import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { installationRoot } from '../api/installation.ts';

/** What the build is made of. */
const sources = ['main', 'preload', 'renderer', 'shared', 'package.json', 'electron.vite.config.ts'];

/** Builds page and desktop in a checkout where that was not done since their sources changed; nothing in a package. */
export async function buildIfStale(signal: AbortSignal): Promise<void> {
  const inCheckout = existsSync(join(installationRoot, 'electron.vite.config.ts'));
  if (!inCheckout || !(await isStale())) return;
  process.stderr.write('Building Steerscope …\n');
  const tool = join(installationRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { code, output } = await run(process.execPath, [tool, 'build'], signal);
  if (code === 0) return;
  throw new SteerscopeError('internal', `The build failed:\n${output}`, 'Run npm ci, then npm run build.');
}

async function isStale(): Promise<boolean> {
  const page = join(installationRoot, 'out', 'renderer', 'index.html');
  if (!existsSync(page)) return true;
  const builtAt = statSync(page).mtimeMs;
  for (const source of sources) {
    const path = join(installationRoot, source);
    const inside = statSync(path).isDirectory() ? await readdir(path, { recursive: true }) : [];
    if ([path, ...inside.map((name) => join(path, name))].some((file) => statSync(file).mtimeMs > builtAt)) return true;
  }
  return false;
}

function run(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: installationRoot, signal });
    let output = '';
    const collect = (text: Buffer): void => void (output += text.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
