import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { SteerscopeError } from '../../../shared/steerscope-error.ts';

/** No archive of a network has more; a directory of entries can be listed a million times in a small file. */
const maximumEntries = 10_000;
/** Entries that grow more than this when they are inflated are bombs; weights hardly compress. */
const largestRatio = 100;
const anyRatioBelowBytes = 4 * 2 ** 20;

/**
 * The wanted entries of the zip archive at `path`, those that are there; nothing else of it is inflated, and nothing is
 * written.
 * @param wanted names, each with the most bytes it may have.
 * @throws SteerscopeError `not-readable` when the archive is damaged or hostile: an encrypted entry, one that is there
 *   twice or is larger than allowed or said, a name that leaves the archive.
 */
export async function readArchiveEntries(
  path: string,
  wanted: ReadonlyMap<string, number>,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  try {
    // Entries are taken one by one; names with `..` or from the root are errors of the library.
    const archive = await openPromise(path, { lazyEntries: true, autoClose: false });
    try {
      if (archive.entryCount > maximumEntries) throw refused(path, `it lists ${String(archive.entryCount)} entries`);
      for await (const entry of archive.eachEntry()) {
        const limit = wanted.get(entry.fileName);
        if (limit === undefined) continue;
        if (found.has(entry.fileName)) throw refused(path, `it holds ${entry.fileName} twice`);
        checkEntry(path, entry, limit);
        found.set(entry.fileName, await inflate(path, archive, entry));
      }
    } finally {
      archive.close();
    }
  } catch (thrown) {
    if (thrown instanceof SteerscopeError || (thrown instanceof Error && 'syscall' in thrown)) throw thrown;
    throw refused(path, thrown instanceof Error ? thrown.message : String(thrown), thrown);
  }
  return found;
}

function checkEntry(path: string, entry: Entry, limit: number): void {
  const { fileName, compressedSize, uncompressedSize } = entry;
  if (entry.isEncrypted()) throw refused(path, `${fileName} is encrypted`);
  if (uncompressedSize > limit)
    throw refused(path, `${fileName} has ${String(uncompressedSize)} bytes where ${String(limit)} are allowed`);
  if (uncompressedSize > anyRatioBelowBytes && uncompressedSize > largestRatio * compressedSize)
    throw refused(path, `${fileName} would grow from ${String(compressedSize)} to ${String(uncompressedSize)} bytes`);
}

/** The library sees to it that no more bytes come than the entry says; nobody but us looks at the checksum. */
async function inflate(path: string, archive: ZipFile, entry: Entry): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(entry.uncompressedSize);
  let length = 0;
  const stream = await archive.openReadStreamPromise(entry);
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    bytes.set(chunk, length);
    length += chunk.byteLength;
  }
  if (length !== bytes.byteLength || crc32(bytes) !== entry.crc32)
    throw refused(path, `${entry.fileName} is not what its checksum says`);
  return bytes;
}

function refused(path: string, reason: string, cause?: unknown): SteerscopeError {
  return new SteerscopeError(
    'not-readable',
    `This archive is damaged or not safe to read (${reason}): ${path}`,
    'Copy or download the file again; if it still fails, save the network again from the training script.',
    { cause },
  );
}
