import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crc32c } from '../../../../../main/models/tensorflow/crc32c.ts';
import { readTable, unmasked } from '../../../../../main/models/tensorflow/leveldb-table.ts';

test('CRC-32C of the digits, as RFC 3720 and every table of checksums have it', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(0))).toBe(0);
});

/** A block with its trailer: no compression, and the checksum as LevelDB masks it (rotated by 15 bits, plus a constant). */
function block(entries: Uint8Array): Buffer {
  const body = Buffer.concat([entries, Buffer.from([0, 0, 0, 0, 1, 0, 0, 0]), Buffer.from([0])]);
  const crc = crc32c(body);
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  return Buffer.concat([body, trailer]);
}

/** A table of one block of data, one block that names it, and the footer. */
function table(entries: Uint8Array): Buffer {
  const data = block(entries);
  const size = data.length - 5;
  const index = block(Buffer.from([0, 1, 2, 0x7a, 0, size]));
  const footer = Buffer.alloc(48);
  footer.set([0, 0, data.length, index.length - 5]);
  footer.write('57fb808b247547db', 40, 'hex');
  return Buffer.concat([data, index, footer]);
}

// "weight" -> 1 2, then "weights", of which 6 letters are shared -> 3.
const twoEntries = Buffer.concat([
  Buffer.from([0, 6, 2]),
  Buffer.from('weight'),
  Buffer.from([1, 2]),
  Buffer.from([6, 1, 1]),
  Buffer.from('s'),
  Buffer.from([3]),
]);

test('a checksum is unmasked to what was masked', () => {
  const bytes = block(twoEntries);
  expect(unmasked(bytes.readUInt32LE(bytes.length - 4))).toBe(crc32c(bytes.subarray(0, -4)));
});

test('keys share their beginnings', () => {
  expect([...readTable(table(twoEntries))].map(([key, value]) => [key, ...value])).toEqual([
    ['weight', 1, 2],
    ['weights', 3],
  ]);
});

test('an index that TensorFlow wrote', () => {
  const path = join(import.meta.dirname, '../../../../fixtures/tensorflow/session/variables/variables.index');
  expect([...readTable(readFileSync(path)).keys()]).toEqual(['', 'bias', 'kernel', 'last']);
});

test.each<[string, () => Uint8Array, RegExp]>([
  ['a table cut short', () => table(twoEntries).subarray(0, 40), /cut short/],
  ['other bytes', () => Buffer.alloc(100, 7), /does not end/],
  ['a key that shares more than there is', () => table(Buffer.from([5, 1, 0, 0x61])), /key/],
  ['an entry longer than its block', () => table(Buffer.from([0, 1, 99, 0x61])), /cut short/],
])('%s is refused', (_, make, message) => {
  expect(() => readTable(make())).toThrow(message);
});

test('a block in another compression is refused', () => {
  const bytes = table(twoEntries);
  bytes[twoEntries.length + 8] = 1;
  // The index block comes first: it is whole, and leads to the block that is not.
  expect(() => readTable(bytes)).toThrow(/compressed/);
});
