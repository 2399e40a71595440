import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Problem } from '../../shared/problem.ts';
import { noteRead } from '../containers/file-stamps.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { OpenDriveOptions } from './drive-format.ts';
import { LogDecoder } from './log-decoder.ts';
import { notReadable } from './read-log.ts';

/** Longer than any line of a log; what is beyond it is passed over and never held. */
export const maxLineChars = 1024 * 1024;
/** One turn of reading, and what the memory is bound by. */
const chunkBytes = 1024 * 1024;

export interface ReadLinesOptions extends OpenDriveOptions {
  /** Is told, once, what was taken for granted about the text. */
  readonly tell?: (problem: Problem) => void;
}

/** Lines that follow one another. A line that is longer than `maxLineChars` is null: it was not kept. */
export interface LineBatch {
  /** Number of the first line, from 1. */
  readonly firstLine: number;
  readonly lines: readonly (string | null)[];
}

/**
 * The lines of a text file, a batch at a time, in bounded memory whatever the file holds. UTF-8 and UTF-16 with and
 * without a byte order mark, Windows-1252; lines end in LF, CR LF or CR alone. Bytes that are no text become U+FFFD. Of a growing file,
 * a last line that nothing ends is left out.
 * @throws SteerscopeError `not-readable`.
 */
export async function* readLines(
  path: string,
  { signal, recordLimit, onCut, growing = false, tell }: ReadLinesOptions = {},
): AsyncGenerator<LineBatch> {
  const splitter = new LineSplitter();
  // One more for the header.
  let linesLeft = recordLimit === undefined ? Number.POSITIVE_INFINITY : recordLimit + 1;
  const decoder = new LogDecoder();
  for await (const bytes of chunksOf(path, signal)) {
    // Gigabytes without a line end need not be decoded to be passed over.
    if (splitter.isInOverlong && !bytes.includes(splitter.lineEndByte)) continue;
    const { firstLine, lines } = splitter.add(decoder.decode(bytes));
    if (lines.length > linesLeft) {
      onCut?.();
      yield { firstLine, lines: lines.slice(0, linesLeft) };
      return;
    }
    linesLeft -= lines.length;
    yield { firstLine, lines };
  }
  yield splitter.add(decoder.end());
  if (!growing) yield splitter.end();
  if (decoder.encoding === 'windows-1252') tell?.(readAsWindows1252(basename(path)));
}

const readAsWindows1252 = (file: string): Problem => ({
  ...{ severity: 'info', code: 'encoding-guessed', place: file, frame: null },
  message:
    'The log is no UTF-8 and was read as Windows-1252, Western European. Where pictures with other letters in their names are missing, save the log as UTF-8.',
});

/**
 * The whole lines among the first `byteCount` bytes of a file; of a shorter file all. Null where there is no such
 * regular file.
 * @throws SteerscopeError `not-readable`.
 */
export async function readFirstLines(path: string, byteCount: number): Promise<readonly string[] | null> {
  if (!(await stat(path).catch(() => null))?.isFile()) return null;
  for await (const bytes of chunksOf(path)) {
    const start = bytes.subarray(0, byteCount);
    const splitter = new LineSplitter();
    const { lines } = splitter.add(new LogDecoder().decode(start));
    const whole = bytes.length < Math.min(byteCount, chunkBytes);
    return [...lines, ...(whole ? splitter.end().lines : [])].filter((line) => line !== null);
  }
  return [];
}

async function* chunksOf(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    noteRead(path);
    // A pipe would block the opening for ever, so look before opening.
    if (!(await stat(path)).isFile())
      throw new SteerscopeError('not-readable', `This is no file: ${path}`, 'Open the file or the folder itself.');
    await using file = await open(path);
    const buffer = new Uint8Array(chunkBytes);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (thrown) {
    if (thrown instanceof SteerscopeError || signal?.aborted === true) throw thrown;
    throw notReadable(path, thrown);
  }
}

/** Cuts text that comes in pieces into lines. */
class LineSplitter {
  #nextLine = 1;
  #rest = '';
  #overlong = false;
  #lineEnd: '\n' | '\r' | null = null;

  /** Whether the line that goes on is too long to be kept. */
  get isInOverlong(): boolean {
    return this.#overlong;
  }

  /** One of the bytes of a line end, in every encoding. */
  get lineEndByte(): number {
    return (this.#lineEnd ?? '\n').charCodeAt(0);
  }

  add(text: string): LineBatch {
    this.#lineEnd ??= text.includes('\n') || !text.includes('\r') ? '\n' : '\r';
    const pieces = (this.#rest + text).split(this.#lineEnd);
    this.#rest = pieces.pop() ?? '';
    const batch = this.#batch(pieces);
    if (this.#overlong || this.#rest.length > maxLineChars) {
      this.#rest = '';
      this.#overlong = true;
    }
    return batch;
  }

  /** The last line, which nothing ends. */
  end(): LineBatch {
    const pieces = this.#rest === '' && !this.#overlong ? [] : [this.#rest];
    this.#rest = '';
    return this.#batch(pieces);
  }

  #batch(pieces: readonly string[]): LineBatch {
    const firstLine = this.#nextLine;
    const lines = pieces.map((piece, index) => {
      if ((index === 0 && this.#overlong) || piece.length > maxLineChars) return null;
      return piece.endsWith('\r') ? piece.slice(0, -1) : piece;
    });
    if (pieces.length > 0) this.#overlong = false;
    this.#nextLine += pieces.length;
    return { firstLine, lines };
  }
}
