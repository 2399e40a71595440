import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** A file that appears under its name only when it is whole; until then it lies beside it under another. */
export interface OutputFile {
  readonly path: string;
  readonly partialPath: string;
  /** Takes the place of what was at `path`. @returns its size in bytes. */
  publish(): Promise<number>;
  /** Removes what is unfinished; nothing after `publish`. */
  discard(): Promise<void>;
}

/**
 * Makes sure that `path` can be written, before hours of work go into it.
 *
 * @param extension with its dot, as `.mp4`.
 * @throws SteerscopeError `bad-request` for another extension, `output-not-writable`, `disk-full`.
 */
export async function startOutputFile(path: string, extension: string): Promise<OutputFile> {
  const fullPath = resolve(path);
  if (extname(fullPath).toLowerCase() !== extension)
    throw new SteerscopeError(
      'bad-request',
      `The name must end in ${extension}: ${path}`,
      `Choose a name that ends in ${extension}.`,
    );
  const folder = dirname(fullPath);
  const folderStat = await stat(folder).catch(() => null);
  if (!folderStat?.isDirectory())
    throw new SteerscopeError(
      'output-not-writable',
      `The folder to write to does not exist: ${folder}`,
      'Make the folder, or choose another.',
    );
  await refuseFolder(fullPath);
  const name = basename(fullPath, extname(fullPath));
  const partialPath = join(folder, `.${name.slice(0, 80)}.${randomUUID().slice(0, 8)}.partial${extension}`);
  const discard = (): Promise<void> => rm(partialPath, { force: true });
  try {
    await (await open(partialPath, 'wx')).close();
  } catch (thrown) {
    throw outputError(thrown, fullPath);
  }
  const publish = async (): Promise<number> => {
    try {
      const { size } = await stat(partialPath);
      await rename(partialPath, fullPath);
      return size;
    } catch (thrown) {
      throw outputError(thrown, fullPath);
    }
  };
  return { path: fullPath, partialPath, publish, discard };
}

/** @throws SteerscopeError `output-not-writable` when a folder stands where a file is to be written. */
export async function refuseFolder(path: string): Promise<void> {
  if ((await stat(path).catch(() => null))?.isDirectory())
    throw new SteerscopeError(
      'output-not-writable',
      `A folder has the name of the file to be written: ${path}`,
      'Rename the folder, or write to another place.',
    );
}

/** A failure to write, in the user's words. @param thrown with the system's `code`, as `ENOSPC`. */
export function outputError(thrown: unknown, path: string): SteerscopeError {
  if (thrown instanceof SteerscopeError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new SteerscopeError(
      'disk-full',
      `There is no space left for ${path}`,
      'Free some space, or choose another disk.',
      { cause: thrown },
    );
  const what = code === 'EROFS' || code === 'EACCES' || code === 'EPERM' ? 'Writing is not allowed' : reason;
  return new SteerscopeError('output-not-writable', `${what}: ${path}`, 'Choose a folder that you may write to.', {
    cause: thrown,
  });
}
