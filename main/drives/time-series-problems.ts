import type { Problem } from '../../shared/problem.ts';
import { backwardSteps, pausesAndRepeats } from './time-problems.ts';

/** What is strange in the times of frames. @param nameOf a frame, as a person would look for it. */
export function timeProblems(timeMs: Float64Array, nameOf: (frame: number) => string): Problem[] {
  const places = { placeOf: nameOf, frameOf: (frame: number) => frame };
  return [...pausesAndRepeats(timeMs, places), ...backwardSteps(timeMs, places)];
}
