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
