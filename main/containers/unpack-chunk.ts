import { loadDecompressHandlers } from '@mcap/support';
import { DamagedContainer } from './damaged-container.ts';
import type { FileRanges } from './file-ranges.ts';
import type { RecordedChunk } from './recording.ts';
import { unpackLz4 } from './unpack-lz4.ts';

/** Writers close a chunk after one to eight megabytes; one raw 8K picture is 100. */
const maxUnpackedBytes = 128 * 1024 * 1024;

/**
 * The bytes of a chunk, unpacked.
 * @throws DamagedContainer when it is damaged, packed in an unknown way, or claims to unpack to too much.
 */
export async function unpackChunk(file: FileRanges, chunk: RecordedChunk): Promise<Uint8Array> {
  const { start, storedBytes, compression, unpackedBytes } = chunk;
  if (!(unpackedBytes >= 0 && unpackedBytes <= maxUnpackedBytes))
    throw new DamagedContainer(
      `a chunk at ${start} claims to unpack to ${unpackedBytes} bytes, more than ${maxUnpackedBytes / 1024 / 1024} MB`,
    );
  const stored = await file.read(start, storedBytes);
  if (compression === '') return stored;
  const handlers: Readonly<Record<string, (stored: Uint8Array, size: bigint) => Uint8Array>> = {
    ...(await loadDecompressHandlers()),
    lz4: unpackLz4Chunk,
  };
  const unpack = Object.hasOwn(handlers, compression) ? handlers[compression] : undefined;
  if (unpack === undefined)
    throw new DamagedContainer(`a chunk at ${start} is packed by “${compression}”, which is not read`);
  try {
    const bytes = unpack(stored, BigInt(unpackedBytes));
    if (bytes.length === unpackedBytes) return bytes;
  } catch {
    // The library's own words are of no use to a user.
  }
  throw new DamagedContainer(`a chunk at ${start} cannot be unpacked`);
}

const unpackLz4Chunk = (stored: Uint8Array, size: bigint): Uint8Array => unpackLz4(stored, Number(size));
