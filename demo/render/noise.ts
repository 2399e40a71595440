import { seededRandom } from '../../shared/seeded-random.ts';

const size = 256;
const lattice = new Float32Array(size * size);
const random = seededRandom(20_240_229);
for (let index = 0; index < lattice.length; index++) lattice[index] = random() * 2 - 1;

/** Smooth noise of period 1 in the plane: -1..1, repeats after 256. */
export function planeNoise(x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const fx = x - column;
  const fy = y - row;
  const sx = fx * fx * (3 - 2 * fx);
  const sy = fy * fy * (3 - 2 * fy);
  const top = (row & 255) * size;
  const bottom = ((row + 1) & 255) * size;
  const left = column & 255;
  const right = (column + 1) & 255;
  const a = lattice[top + left]!;
  const b = lattice[top + right]!;
  const c = lattice[bottom + left]!;
  const d = lattice[bottom + right]!;
  const upper = a + (b - a) * sx;
  return upper + (c + (d - c) * sx - upper) * sy;
}

/** Smooth noise of period 1 on a line: -1..1. `track` picks one of 256 independent lines. */
export function lineNoise(x: number, track: number): number {
  return planeNoise(x, track + 0.5);
}

/** Share of a noise of period `period` that a pixel covering `footprint` (same unit) still resolves: 1 near, 0 far. */
export function resolved(period: number, footprint: number): number {
  const share = 1.5 - (2 * footprint) / period;
  return share <= 0 ? 0 : share >= 1 ? 1 : share;
}
