import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { runTool } from './run-tool.ts';

/** A package as package-lock.json pins it. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** `sha512-` and the hash of its archive in base 64. */
  readonly integrity: string;
}

/** @param lockPath package-lock.json of this checkout. */
export async function pinnedPackage(lockPath: string, name: string): Promise<PinnedPackage> {
  const { packages } = JSON.parse(await readFile(lockPath, 'utf8')) as { packages: Record<string, PinnedPackage> };
  const locked = packages[`node_modules/${name}`];
  if (locked) return { name, version: locked.version, integrity: locked.integrity };
  throw new SteerscopeError(
    'not-found',
    `${name} is not among the pinned packages: ${lockPath}`,
    'Take package-lock.json as it is in the repository.',
  );
}

/**
 * Unpacks a package into `nodeModules` without running any of its scripts, after a look at its hash.
 * @throws SteerscopeError `unreachable`, `engine-failed` when what came is not what is pinned.
 */
export async function installPackage(pinned: PinnedPackage, nodeModules: string, signal?: AbortSignal): Promise<void> {
  const { name, version, integrity } = pinned;
  const folder = join(nodeModules, name);
  await mkdir(folder, { recursive: true });
  const archive = await pack(`${name}@${version}`, folder, signal);
  const hash = `sha512-${createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')}`;
  if (hash !== integrity)
    throw new SteerscopeError(
      'engine-failed',
      `What npm gave for ${name} ${version} is not what package-lock.json pins (${hash}).`,
      'Clear the cache of npm and try again; if it stays so, tell whoever runs your registry.',
    );
  const unpacked = await runTool('tar', ['-xzf', archive, '-C', folder, '--strip-components=1'], { signal });
  if (unpacked?.ok !== true)
    throw new SteerscopeError(
      'engine-failed',
      `The archive of ${name} cannot be unpacked (${unpacked?.complaint ?? 'there is no tar'}): ${archive}`,
      'See that tar is installed and the disk has room.',
    );
  await rm(archive);
}

async function pack(wanted: string, folder: string, signal?: AbortSignal): Promise<string> {
  // Under `npm run` this is npm's own script; elsewhere npm is found by its name.
  const npm = process.env['npm_execpath'];
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const args = [...first, 'pack', wanted, '--ignore-scripts', '--json', '--pack-destination', folder];
  const packed = await runTool(command, args, { signal, cwd: folder });
  if (packed?.ok === true) {
    const [{ filename }] = JSON.parse(packed.output) as [{ filename: string }];
    return join(folder, filename.replace('@', '').replace('/', '-'));
  }
  throw new SteerscopeError(
    'unreachable',
    `npm cannot fetch ${wanted} (${packed?.complaint ?? 'there is no npm'}).`,
    'Check the connection, or the registry that npm is set to, and try again.',
  );
}
