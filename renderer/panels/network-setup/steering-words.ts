import type { SteeringOutput, SteeringOutputUnit, SteeringState } from '../../../shared/steering-output.ts';

/** What a unit is called in a list; `drive`: nothing is said, so that it is the drive's own. */
export const unitWords: Record<SteeringOutputUnit, string> = {
  normalised: 'Normalised, full lock is 1',
  deg: 'Degrees',
  rad: 'Radians',
  '1/m': '1/m, the inverse turning radius',
};

/** A guess as the preprocessing would say it, to be edited from there. */
export function statedAs({ output, reading, scale, offset, unit }: SteeringState): SteeringOutput {
  return { output, reading, scale, offset, ...(reading.kind === 'bins' && unit ? { unit } : {}) };
}

/** The value of bin `index` of `count`. */
export function binValue(
  { first, last }: Extract<SteeringOutput['reading'], { kind: 'bins' }>,
  index: number,
  count: number,
): number {
  return count > 1 ? first + ((last - first) / (count - 1)) * index : first;
}
