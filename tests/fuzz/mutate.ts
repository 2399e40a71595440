import type { Random } from '../../shared/seeded-random.ts';

/** Numbers at which programs go wrong. */
const awkward = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  2n ** 53n,
  2n ** 64n - 1n,
];

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const below = (random: Random, end: number): number => Math.floor(random() * end);

const mutations: readonly Mutation[] = [
  function flipBits(bytes, random) {
    for (let flips = 1 + below(random, 8); flips > 0; flips--) {
      const at = below(random, bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
    }
    return bytes;
  },
  function setBytes(bytes, random) {
    const at = below(random, bytes.length);
    bytes.fill(below(random, 256), at, Math.min(bytes.length, at + 1 + below(random, 16)));
    return bytes;
  },
  function setNumber(bytes, random) {
    const size = [2, 4, 8][below(random, 3)] ?? 4;
    if (bytes.length < size) return bytes;
    const number = Buffer.alloc(8);
    number.writeBigUInt64LE(awkward[below(random, awkward.length)] ?? 0n);
    const written = number.subarray(0, size);
    bytes.set(random() < 0.7 ? written : written.reverse(), below(random, bytes.length - size + 1));
    return bytes;
  },
  /** As after a power loss. */
  function zeroRun(bytes, random) {
    const at = below(random, bytes.length);
    return bytes.fill(0, at, Math.min(bytes.length, at + 1 + below(random, 4096)));
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, below(random, bytes.length));
  },
  function removePart(bytes, random) {
    const [from, to] = part(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function repeatPart(bytes, random) {
    const [from, to] = part(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  function movePart(bytes, random) {
    const [from, to] = part(bytes, random);
    bytes.copyWithin(below(random, bytes.length), from, to);
    return bytes;
  },
  /** In JSON and the like, and in names. */
  function changeDigit(bytes, random) {
    const start = below(random, bytes.length);
    const at = bytes.subarray(start).findIndex((byte) => byte >= 0x30 && byte <= 0x39);
    if (at >= 0)
      bytes.write(['-1', '0', '99999999', '1e9', '{}', '"x"', 'null'][below(random, 7)] ?? '0', start + at, 'latin1');
    return bytes;
  },
];

function part(bytes: Buffer, random: Random): [from: number, to: number] {
  const from = below(random, bytes.length);
  return [from, Math.min(bytes.length, from + 1 + below(random, Math.min(512, bytes.length)))];
}

/** A damaged copy of `bytes`: one to three changes. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let damaged: Buffer = Buffer.from(bytes);
  for (let changes = 1 + below(random, 3); changes > 0 && damaged.length > 0; changes--)
    damaged = mutations[below(random, mutations.length)]?.(damaged, random) ?? damaged;
  return damaged;
}
