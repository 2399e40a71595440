import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openWindow } from '../bench/window/open-window.ts';
import { temporaryFolder } from '../support/make-drive.ts';
import { screenshotStates } from './states.ts';

/*
 * The pictures of README and docs, taken of the built page: `npm run build && npm run screenshots [name ...]`. They show
 * the bundled demo, or what is made of it.
 */
const pictures = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
mkdirSync(pictures, { recursive: true });
// Nothing of the user's own settings is seen in them.
for (const kept of ['STEERSCOPE_CACHE', 'STEERSCOPE_STATE']) process.env[kept] = 'off';
const asked = process.argv.slice(2);
for (const { name, args, prepare, size = { width: 1600, height: 1000 } } of screenshotStates) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  using folder = temporaryFolder();
  await using window = await openWindow(args(folder.path));
  await window.page.setViewportSize(size);
  await prepare(window.page);
  // What streams in comes to rest, and tooltips go.
  await window.page.waitForTimeout(800);
  const path = join(pictures, `${name}.jpg`);
  await window.page.screenshot({ path, type: 'jpeg', quality: 88 });
  console.log(path);
}
