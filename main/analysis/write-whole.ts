import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { fileBehind } from './file-behind.ts';

/**
 * Writes a small text file: the whole of it or nothing. Through a link, to the file that it names.
 * @param advice what to do when the folder cannot be written to, as a sentence.
 * @throws SteerscopeError `output-not-writable`, `disk-full`.
 */
export async function writeWhole(path: string, text: string, advice: string): Promise<void> {
  const file = await fileBehind(path);
  const partial = join(dirname(file), `.${basename(file).slice(-80)}.${randomUUID().slice(0, 8)}.partial`);
  try {
    await writeFile(partial, text, { flag: 'wx', flush: true });
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true });
    throw notWritable(cause, path, advice);
  }
}

/** Why nothing can be written to a path, as an error that a user understands. */
export function notWritable(cause: unknown, path: string, advice: string): SteerscopeError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new SteerscopeError('disk-full', `There is no space left for ${path}`, 'Free some space.', { cause });
  const isForbidden = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  const reason = isForbidden ? 'Writing is not allowed' : `It cannot be saved (${message})`;
  return new SteerscopeError('output-not-writable', `${reason}: ${path}`, advice, { cause });
}
