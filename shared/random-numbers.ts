import { seededRandom, type Random } from './seeded-random.ts';

/** Numbers in [0, 1), always the same for the same seed and frame. */
export function randomNumbers(seed: number, frame: number): Random {
  // Neighbouring frames must not have neighbouring states.
  return seededRandom(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(frame + 1, 0xc2b2ae35));
}
