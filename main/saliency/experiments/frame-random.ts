import { seededRandom, type Random } from '../../../shared/seeded-random.ts';

/** What a run's seed draws for one frame: otherwise than for another, and the same again in another run. */
export const frameRandom = (seed: number, frame: number): Random => seededRandom(Math.imul(seed, 0x9e3779b1) + frame);
