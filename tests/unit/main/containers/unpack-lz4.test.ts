import { expect, test } from 'vitest';
import { DamagedContainer } from '../../../../main/containers/damaged-container.ts';
import { unpackLz4 } from '../../../../main/containers/unpack-lz4.ts';

const head = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73];
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
/** "ab", twenty bytes copied from two before, "end". */
const block = [0x2f, 0x61, 0x62, 2, 0, 1, 0x30, 0x65, 0x6e, 0x64];
const whole = [...head, block.length, 0, 0, 0, ...block, 0, 0, 0, 0];

test('literals and copies that overlap themselves', () => {
  expect(text(unpackLz4(Uint8Array.from(whole), 25))).toBe(`${'ab'.repeat(11)}end`);
});

test('a block copies from the one before, and stored blocks lie between', () => {
  const stored = [3, 0, 0, 0x80, 0x78, 0x79, 0x7a];
  const linked = [6, 0, 0, 0, 0x01, 3, 0, 0x10, 0x21, 0];
  expect(
    text(
      unpackLz4(
        Uint8Array.from([...head, ...stored, ...linked.slice(0, 4), 0x01, 3, 0, 0x20, 0x21, 0x21, 0, 0, 0, 0]),
        10,
      ),
    ),
  ).toBe('xyzxyzxy!!');
});

test('every cut and every other length is refused, and the next frame is read', () => {
  const bytes = Uint8Array.from(whole);
  for (let length = 0; length < bytes.length; length += 1)
    expect(() => unpackLz4(bytes.subarray(0, length), 25)).toThrow(DamagedContainer);
  for (const size of [0, 24, 26, 1000]) expect(() => unpackLz4(bytes, size)).toThrow(DamagedContainer);
  const tooFar = bytes.slice();
  tooFar[head.length + 4 + 3] = 3;
  expect(() => unpackLz4(tooFar, 25)).toThrow(DamagedContainer);
  expect(unpackLz4(bytes, 25)).toHaveLength(25);
});
