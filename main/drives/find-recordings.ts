import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { noteRead } from '../containers/file-stamps.ts';
import { isAbsent, notReadable } from './read-log.ts';

/** The file itself, or those of a folder, in the order of their numbers; only those that begin as they must. */
export async function findRecordings(path: string, names: RegExp, magic: string): Promise<string[]> {
  noteRead(path);
  const candidates = (await stat(path)).isDirectory()
    ? (await readdir(path))
        .filter((name) => names.test(name) && !name.startsWith('.'))
        .sort(new Intl.Collator('en', { numeric: true }).compare)
        .map((name) => join(path, name))
    : [path];
  const found: string[] = [];
  for (const candidate of candidates) if (await startsWith(candidate, magic)) found.push(candidate);
  return found;
}

/** Whether a regular file begins with these bytes (one a character). */
export async function startsWith(path: string, magic: string): Promise<boolean> {
  try {
    noteRead(path);
    // A pipe would block the opening for ever, so look before opening.
    if (!(await stat(path)).isFile()) return false;
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0);
      return buffer.toString('latin1', 0, bytesRead) === magic;
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (isAbsent(thrown)) return false;
    throw notReadable(path, thrown);
  }
}

/** Parts of one long recording are numbered: `drive_0.mcap`, `drive_1.mcap`. */
const part = /^(.*?)[_-]?\d+(\.[^.]+)$/;

/** The parts of the first recording of a folder, and the other files, which are recordings of their own. */
export function partsOfFirst(paths: readonly string[]): { parts: readonly string[]; others: readonly string[] } {
  const [first = ''] = paths;
  const stem = (path: string): string => part.exec(path)?.slice(1).join('') ?? path;
  const parts = paths.filter((path) => stem(path) === stem(first));
  return { parts, others: paths.filter((path) => !parts.includes(path)) };
}
