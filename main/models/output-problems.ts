import type { ModelOutput } from '../../shared/model.ts';
import type { Problem } from '../../shared/problem.ts';

/**
 * The first number of the first output is taken for the steering; where there are more, nobody has said that it is:
 * DonkeyCar's categorical pilots give the probability of each of 15 angles.
 */
export function outputProblems(outputs: readonly ModelOutput[]): Problem[] {
  const [steering] = outputs;
  const count = (steering?.shape ?? []).reduce((product, length) => product * length, 1);
  if (!steering || count <= 1) return [];
  return [
    {
      severity: 'warning',
      code: 'steering-output-unknown',
      message: `Output ${steering.name} has ${count} numbers, perhaps probabilities of ${count} angles, and how they give the steering is not known: the first is shown and compared as if it were the steering.`,
      place: steering.name,
      frame: null,
    },
  ];
}
