import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { notWritable, writeWhole } from '../analysis/write-whole.ts';

const advice = 'Give the folder the right to be written to, or name another in STEERSCOPE_STATE.';

/** Writes a file of the state folder, the whole of it or nothing. @throws SteerscopeError `output-not-writable`, `disk-full`. */
export async function writeKept(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw notWritable(cause, path, advice);
  });
  await writeWhole(path, text, advice);
}

/** What a file of the state folder holds as JSON; null when it is absent, damaged or larger than any that we write. */
export async function readKept(path: string, maxBytes: number): Promise<unknown> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > maxBytes) return null;
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}
