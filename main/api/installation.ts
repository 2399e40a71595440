import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HostInfo } from '../../shared/host-info.ts';
import type { SessionRequest } from '../../shared/session.ts';

/** The folder of package.json: a checkout's, or the application archive of a package. */
export const installationRoot: string = findRoot(import.meta.dirname);

/** The built page. */
export const pageFolder: string = join(installationRoot, 'out', 'renderer');

export const productVersion: string = (
  JSON.parse(readFileSync(join(installationRoot, 'package.json'), 'utf8')) as { version: string }
).version;

/** The bundled drive and network; null where they are not installed. In a package they lie beside the archive. */
export function findDemo(): HostInfo['demo'] {
  for (const folder of [join(installationRoot, 'demo'), join(dirname(installationRoot), 'demo')]) {
    const demo = { drivePath: join(folder, 'drive'), modelPath: join(folder, 'model', 'pilotnet.h5') };
    if (existsSync(demo.drivePath) && existsSync(demo.modelPath)) return demo;
  }
  return null;
}

/** What GET /api/host answers. @param asked what the start asked for; the demo when that and `project` are nothing. */
export function describeHost(host: HostInfo['host'], asked: SessionRequest, project: string | null = null): HostInfo {
  const demo = findDemo();
  const nothingAsked = !asked.drivePath && !asked.modelPath && project === null;
  const initial: SessionRequest = nothingAsked && demo ? { ...asked, ...demo } : asked;
  return { host, version: productVersion, initial, project, demo, homeFolder: homedir() };
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('No package.json above the code.');
  return findRoot(parent);
}
