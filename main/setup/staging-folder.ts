import { mkdir, readdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** A folder that is built beside its place, and takes it when it is whole. */
export interface StagingFolder {
  readonly path: string;
  /** Takes the place of `folder`. */
  publish(): Promise<void>;
  /** Removes what is unfinished; nothing after `publish`. */
  discard(): Promise<void>;
}

/**
 * @param bytesNeeded refused at once where the disk has not got them.
 * @throws SteerscopeError `disk-full`, `output-not-writable`.
 */
export async function openStagingFolder(folder: string, bytesNeeded: number): Promise<StagingFolder> {
  const parent = dirname(folder);
  const path = `${folder}.${process.pid}.partial`;
  try {
    await mkdir(parent, { recursive: true });
    await removeAbandoned(parent, basename(folder));
    await mkdir(path);
  } catch (cause) {
    throw new SteerscopeError(
      'output-not-writable',
      `This folder cannot be made: ${path}`,
      'See that you may write there.',
      { cause },
    );
  }
  const discard = (): Promise<void> => rm(path, { recursive: true, force: true });
  const { bavail, bsize } = await statfs(path);
  if (bavail * bsize < bytesNeeded) {
    await discard();
    throw new SteerscopeError(
      'disk-full',
      `This takes ${gigabytes(bytesNeeded)} GB, and the disk has ${gigabytes(bavail * bsize)} GB left: ${parent}`,
      'Make room, and try again.',
    );
  }
  const publish = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    await rename(path, folder);
  };
  return { path, publish, discard };
}

/** What a setup that was killed left behind. */
async function removeAbandoned(parent: string, name: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    const [, pid] = entry.startsWith(`${name}.`) ? (/\.(\d+)\.partial$/.exec(entry) ?? []) : [];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(parent, entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
