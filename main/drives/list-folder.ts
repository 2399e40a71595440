import { readdir, stat } from 'node:fs/promises';
import { noteRead } from '../containers/file-stamps.ts';

interface Listing {
  readonly path: string;
  readonly mtimeMs: number;
  readonly names: Promise<readonly string[]>;
}

/** A folder that changed so shortly ago may change again within the same tick of its clock. */
const settledAfterMs = 1000;
let last: Listing | null = null;

/**
 * The names in a folder. Every format asks for those of the same folder when a drive is opened, and a hundred thousand
 * take a tenth of a second: the last listing is given again as long as the folder has not changed.
 */
export async function listFolder(path: string): Promise<readonly string[]> {
  noteRead(path);
  const { mtimeMs } = await stat(path);
  if (last?.path === path && last.mtimeMs === mtimeMs) return await last.names;
  const names = readdir(path);
  names.catch(() => (last = null));
  last = Date.now() - mtimeMs > settledAfterMs ? { path, mtimeMs, names } : null;
  return await names;
}
