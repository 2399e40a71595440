import { crc32c } from './crc32c.ts';

/** One block of a table: where it starts and how long it is, without the five bytes after it. */
interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

const footerBytes = 48;
const trailerBytes = 5;
/** Last eight bytes of a table, little-endian (LevelDB, doc/table_format.md). */
const magic = 0xdb4775248b80fb57n;

/**
 * All keys and values of a sorted string table in LevelDB's format, which TensorFlow's checkpoints index their tensors
 * with. Blocks are uncompressed, as TensorFlow writes them.
 * @throws Error, in words, for anything but such a table.
 */
export function readTable(bytes: Uint8Array): Map<string, Uint8Array> {
  const footer = new Cursor(part(bytes, bytes.length - footerBytes, footerBytes));
  if (new DataView(footer.rest().buffer, footer.rest().byteOffset).getBigUint64(footerBytes - 8, true) !== magic)
    throw new Error('it does not end as an index of variables does');
  footer.handle();
  const entries = new Map<string, Uint8Array>();
  let bytesRead = 0;
  for (const [, value] of readBlock(bytes, footer.handle())) {
    const handle = new Cursor(value).handle();
    bytesRead += handle.size + trailerBytes;
    if (bytesRead > bytes.length) throw new Error('its blocks lie in one another');
    for (const [key, held] of readBlock(bytes, handle)) entries.set(key, held);
  }
  return entries;
}

function* readBlock(bytes: Uint8Array, { offset, size }: BlockHandle): Generator<[string, Uint8Array]> {
  const block = part(bytes, offset, size + trailerBytes);
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  if (block[size] !== 0) throw new Error('its blocks are compressed');
  if (unmasked(view.getUint32(size + 1, true)) !== crc32c(block.subarray(0, size + 1)))
    throw new Error('a block is damaged: its checksum is another');
  const restarts = size < 4 ? -1 : view.getUint32(size - 4, true);
  const end = size - 4 * (restarts + 1);
  if (restarts < 0 || end < 0) throw new Error('a block is cut short');
  const cursor = new Cursor(block.subarray(0, end));
  let key = Buffer.alloc(0);
  while (cursor.rest().length > 0) {
    const [shared, fresh, valueLength] = [cursor.varint(), cursor.varint(), cursor.varint()];
    if (shared > key.length) throw new Error('a key starts as none before it');
    key = Buffer.concat([key.subarray(0, shared), cursor.take(fresh)]);
    yield [key.toString('utf8'), cursor.take(valueLength)];
  }
}

/** LevelDB stores checksums rotated and offset, since it takes checksums of data that holds checksums. */
export function unmasked(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

class Cursor {
  #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  rest(): Uint8Array {
    return this.#bytes;
  }

  take(length: number): Uint8Array {
    const taken = part(this.#bytes, 0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }

  /** Seven bits a byte, lowest first. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 50; shift += 7) {
      const byte = this.take(1)[0] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Error('it holds an impossible number');
  }

  handle(): BlockHandle {
    return { offset: this.varint(), size: this.varint() };
  }
}

function part(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  if (offset < 0 || length < 0 || offset + length > bytes.length) throw new Error('it is cut short');
  return bytes.subarray(offset, offset + length);
}
