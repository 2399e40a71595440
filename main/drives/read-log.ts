import { open, readFile, stat } from 'node:fs/promises';
import { noteRead } from '../containers/file-stamps.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** Far more than any drive log; beyond it the file is something else, or meant to harm. */
const maxLogBytes = 128 * 1024 * 1024;

/** Whether a thrown error says that a file or folder is not there. */
export function isAbsent(thrown: unknown): boolean {
  const code = (thrown as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** A failed file operation as an error that a user understands. */
export function notReadable(path: string, thrown: unknown): SteerscopeError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new SteerscopeError(
    'not-readable',
    `This file or folder cannot be read (${reason}): ${path}`,
    'Check that it still exists and that you are allowed to read it.',
    { cause: thrown },
  );
}

/**
 * The text of a log file, without a byte order mark; bytes that are no UTF-8 become U+FFFD.
 * @throws SteerscopeError `not-readable`.
 */
export async function readLog(path: string, signal?: AbortSignal): Promise<string> {
  try {
    noteRead(path);
    const found = await stat(path);
    // A pipe would block the reading for ever.
    if (!found.isFile())
      throw new SteerscopeError('not-readable', `This is no file: ${path}`, 'Restore the log from a copy.');
    const { size } = found;
    if (size > maxLogBytes)
      throw new SteerscopeError(
        'not-readable',
        `This log is larger than ${maxLogBytes / 1024 / 1024} MB, more than Steerscope reads as text: ${path}`,
        'Split the log, or open the drive it was made from.',
      );
    const bytes = await readFile(path, { signal });
    return new TextDecoder().decode(bytes);
  } catch (thrown) {
    if (thrown instanceof SteerscopeError || signal?.aborted === true) throw thrown;
    throw notReadable(path, thrown);
  }
}

/** The first `byteCount` bytes of a file as text, or null where there is no such regular file. */
export async function readStart(path: string, byteCount: number): Promise<string | null> {
  try {
    noteRead(path);
    // A pipe would block the opening for ever, so look before opening.
    if (!(await stat(path)).isFile()) return null;
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(byteCount), 0, byteCount, 0);
      return new TextDecoder().decode(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (isAbsent(thrown)) return null;
    throw notReadable(path, thrown);
  }
}
