/**
 * The packed binary layout of everything numeric that crosses to the page: a JSON head, then typed arrays.
 *
 *     bytes 0..3   length of the head in bytes, uint32 little-endian, padded so that the body starts on 8 bytes
 *     head         UTF-8 JSON: { meta, arrays: [{ name, type, length }] }, padded with spaces
 *     body         the arrays in that order, each starting on 8 bytes, little-endian
 *
 * Unpacked arrays are views on the given buffer: nothing is copied.
 */

const arrayTypes = {
  f32: Float32Array,
  f64: Float64Array,
  u8: Uint8Array,
  u32: Uint32Array,
} as const;
type ArrayTypeName = keyof typeof arrayTypes;
export type PackedArray = Float32Array | Float64Array | Uint8Array | Uint32Array;

interface PackedHead {
  readonly meta: unknown;
  readonly arrays: readonly { readonly name: string; readonly type: ArrayTypeName; readonly length: number }[];
}

const headPrefixBytes = 4;
const align8 = (byteCount: number): number => Math.ceil(byteCount / 8) * 8;

function typeName(array: PackedArray): ArrayTypeName {
  if (array instanceof Float32Array) return 'f32';
  if (array instanceof Float64Array) return 'f64';
  if (array instanceof Uint32Array) return 'u32';
  return 'u8';
}

/** @param meta anything JSON can say; NaN in it would become null, so numbers that may be NaN belong into arrays. */
export function pack(meta: unknown, arrays: Readonly<Record<string, PackedArray>>): Uint8Array<ArrayBuffer> {
  const named = Object.entries(arrays);
  const head: PackedHead = {
    meta,
    arrays: named.map(([name, array]) => ({ name, type: typeName(array), length: array.length })),
  };
  const headText = new TextEncoder().encode(JSON.stringify(head));
  const bodyStart = align8(headPrefixBytes + headText.length);
  const total = named.reduce((end, [, array]) => end + align8(array.byteLength), bodyStart);
  const bytes = new Uint8Array(total).fill(0x20, headPrefixBytes, bodyStart);
  new DataView(bytes.buffer).setUint32(0, bodyStart - headPrefixBytes, true);
  bytes.set(headText, headPrefixBytes);
  let offset = bodyStart;
  for (const [, array] of named) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += align8(array.byteLength);
  }
  return bytes;
}

/** @throws RangeError when the bytes are cut short. */
export function unpack(buffer: ArrayBuffer): { meta: unknown; arrays: Record<string, PackedArray> } {
  const headLength = new DataView(buffer).getUint32(0, true);
  const headText = new TextDecoder().decode(new Uint8Array(buffer, headPrefixBytes, headLength));
  const head = JSON.parse(headText) as PackedHead;
  const arrays: Record<string, PackedArray> = {};
  let offset = headPrefixBytes + headLength;
  for (const { name, type, length } of head.arrays) {
    const array = new arrayTypes[type](buffer, offset, length);
    arrays[name] = array;
    offset += align8(array.byteLength);
  }
  return { meta: head.meta, arrays };
}
