/**
 * The smallest magnitude of a map that `share` of its values do not exceed, by nearest rank: one of the values, not as `quantile` has it something
 * between two. NaN where there is no number.
 *
 * In two steps, since sorting would take longer than all else that is done to show a frame: magnitudes of floats are ordered as
 * their bits are, so the upper half of the bits says in which of 32768 narrow bins the value lies.
 *
 * @param share 0..1.
 */
export function magnitudePercentile(values: Float32Array, share: number): number {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const counts = new Uint32Array(binCount);
  let known = 0;
  for (const bit of bits) {
    if ((bit & withoutSign) > infinity) continue;
    counts[(bit & withoutSign) >>> 16]! += 1;
    known += 1;
  }
  if (known === 0) return Number.NaN;
  let rank = Math.max(1, Math.ceil(share * known));
  let bin = 0;
  for (; rank > counts[bin]!; bin++) rank -= counts[bin]!;
  const inBin = new Float32Array(counts[bin]!);
  let found = 0;
  for (let at = 0; at < bits.length; at++)
    if ((bits[at]! & withoutSign) >>> 16 === bin && !Number.isNaN(values[at])) inBin[found++] = Math.abs(values[at]!);
  return inBin.sort()[rank - 1]!;
}

const withoutSign = 0x7fffffff;
const infinity = 0x7f800000;
const binCount = (infinity >>> 16) + 1;
