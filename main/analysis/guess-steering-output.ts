import type { ModelInfo, ModelOutput } from '../../shared/model.ts';
import type { Problem } from '../../shared/problem.ts';
import type { SteeringOutput } from '../../shared/steering-output.ts';

/** DonkeyCar's categorical pilots bin the angle so (`linear_bin` of donkeycar/utils.py). */
const donkeyAngleBins = 15;

export interface GuessedSteering {
  readonly output: ModelOutput;
  readonly reading: SteeringOutput['reading'];
  /** What a guess among several takes for granted. */
  readonly problems: readonly Problem[];
}

/** How many numbers an output has for one picture. */
export const elementCount = ({ shape }: ModelOutput): number => shape.reduce((product, length) => product * length, 1);

/**
 * Which output is the steering, and how it is read, where nobody has said so: one named after an angle or steering, the
 * first of DonkeyCar's `n_outputs0, n_outputs1`, one of 15 numbers (DonkeyCar's bins), else the first. Probabilities
 * (softmax) are taken for bins from -1 to 1.
 */
export function guessSteeringOutput(info: Pick<ModelInfo, 'outputs' | 'layers'>): GuessedSteering | null {
  const { outputs } = info;
  const [first] = outputs;
  if (!first) return null;
  const named =
    outputs.find(({ name }) => /angle|steer/i.test(name)) ?? outputs.find(({ name }) => name === 'n_outputs0');
  const binned = outputs.filter((output) => elementCount(output) === donkeyAngleBins);
  const output = named ?? (binned.length === 1 ? binned[0] : undefined) ?? first;
  const reading: SteeringOutput['reading'] = isBinned(output, info)
    ? { kind: 'bins', first: -1, last: 1, by: 'arg-max' }
    : { kind: 'number', element: 0 };
  return { output, reading, problems: guessProblems(output, reading, outputs, named !== undefined) };
}

function isBinned(output: ModelOutput, { layers }: Pick<ModelInfo, 'layers'>): boolean {
  const count = elementCount(output);
  if (count === donkeyAngleBins) return true;
  return count > 2 && layers.some(({ name, activation }) => name === output.name && activation === 'softmax');
}

function guessProblems(
  output: ModelOutput,
  reading: SteeringOutput['reading'],
  outputs: readonly ModelOutput[],
  isNamed: boolean,
): readonly Problem[] {
  const count = elementCount(output);
  if (outputs.length === 1 && count === 1) return [];
  const isSure = isNamed && (count === 1 || count === donkeyAngleBins);
  const others = outputs.length > 1 ? `, one of ${outputs.map(({ name }) => name).join(', ')}` : '';
  const how =
    reading.kind === 'bins'
      ? `its ${count} numbers as probabilities of steering values from -1 to 1, of which the likeliest is shown`
      : count > 1
        ? `the first of its ${count} numbers`
        : 'as it is';
  return [
    {
      severity: isSure ? 'info' : 'warning',
      code: 'steering-guessed',
      message: `The steering is read from output ${output.name}${others}: ${how}. If that is wrong, say "steering" in the preprocessing file.`,
      place: output.name,
      frame: null,
    },
  ];
}
