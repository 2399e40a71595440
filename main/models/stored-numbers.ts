/** Types of numbers in which files of every format keep weights, shapes and axes. */
export type StoredType = 'float16' | 'bfloat16' | 'float32' | 'float64' | 'int8' | 'uint8' | 'int32' | 'int64' | 'bool';

/** How a number of each type is read, little-endian as all formats store it. */
export const storedNumbers: Readonly<
  Record<StoredType, { readonly bytes: number; readonly read: (view: DataView, at: number) => number }>
> = {
  float16: { bytes: 2, read: (view, at) => halfPrecision(view.getUint16(at, true)) },
  bfloat16: { bytes: 2, read: (view, at) => brainPrecision(view.getUint16(at, true)) },
  float32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  float64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  int8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  int32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  int64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  bool: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

/** A number of half precision (IEEE 754 binary16) from its bits: 1 sign, 5 exponent, 10 fraction. */
export function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const bits32 = new DataView(new ArrayBuffer(4));

/** A bfloat16 number from its bits: the upper half of a float32. */
export function brainPrecision(bits: number): number {
  bits32.setUint32(0, bits << 16);
  return bits32.getFloat32(0);
}
