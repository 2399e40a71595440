import type { ModelInfo } from '../../shared/model.ts';
import type { Problem } from '../../shared/problem.ts';
import type { SteeringOutput } from '../../shared/steering-output.ts';

/** Lowest and highest value that an output can take, before the reading's scale; null where it has none. */
export type OutputLimits = readonly [lowest: number, highest: number];

/** Where so many predictions are alike, it is no longer the road. */
const saturatedShare = 0.5;
/** Of the range between the limits: 1 %, as tanh reaches at 2.65. */
const nearLimit = 0.01;
/** Float32 noise about one and the same number. */
const constantTolerance = 1e-6;

/**
 * What is wrong with the predictions over many frames: not numbers, one number throughout, or at the limit of what the
 * output can say. Empty when nothing is.
 *
 * @param predicted as read, in any unit; NaN where the network gave none.
 * @param limits of the same numbers. Without them a prediction counts as cut off when many are equal to the very extreme.
 */
export function outputHealth(predicted: ArrayLike<number>, limits: OutputLimits | null): readonly Problem[] {
  const values = Array.from(predicted);
  const finite = values.filter(Number.isFinite);
  const problems: Problem[] = [];
  if (finite.length < values.length) problems.push(notFinite(values.length - finite.length, values.length));
  if (finite.length < 2) return problems;
  const [low, high] = extremes(finite);
  if (high - low <= constantTolerance * Math.max(Math.abs(low), Math.abs(high), 1e-3))
    return [...problems, constant(low, finite.length, limits)];
  const ends = limits ?? [low, high];
  const tolerance = limits ? nearLimit * (limits[1] - limits[0]) : 0;
  for (const end of ends) {
    const count = finite.filter((value) => Math.abs(value - end) <= tolerance).length;
    if (count >= saturatedShare * finite.length) problems.push(saturated(count, finite.length, end));
  }
  return problems;
}

/**
 * Limits of the steering as it is read: the first and last of its bins, or those of the activation that it comes from.
 * @param stated with the scale and offset of the unit wanted.
 */
export function outputLimits(
  { layers }: Pick<ModelInfo, 'layers'>,
  { output, reading, scale, offset }: SteeringOutput,
): OutputLimits | null {
  const layer = layers.find(({ name }) => name === output) ?? layers.at(-1);
  const limits =
    reading.kind === 'bins'
      ? [reading.first, reading.last]
      : activationLimits[(layer?.activation ?? layer?.type ?? '').toLowerCase()];
  if (!limits) return null;
  const ends = limits.map((limit) => limit * scale + offset);
  return [Math.min(...ends), Math.max(...ends)];
}

const activationLimits: Readonly<Record<string, OutputLimits>> = {
  tanh: [-1, 1],
  softsign: [-1, 1],
  sigmoid: [0, 1],
  hard_sigmoid: [0, 1],
};

function extremes(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

const short = (value: number): string => String(Number(value.toPrecision(4)));

const problem = (severity: Problem['severity'], code: string, message: string): Problem => ({
  severity,
  code,
  message,
  place: null,
  frame: null,
});

const notFinite = (count: number, total: number): Problem =>
  problem(
    'error',
    'prediction-not-finite',
    `${count} of ${total} predictions are not numbers; the weights are damaged, or the preprocessing is not the one of training.`,
  );

function constant(value: number, count: number, limits: OutputLimits | null): Problem {
  const isAtLimit = limits?.some((limit) => Math.abs(value - limit) <= nearLimit * (limits[1] - limits[0])) ?? false;
  return problem(
    'warning',
    'prediction-constant',
    `All ${count} predictions are ${short(value)}${isAtLimit ? ', the limit of the output' : ''}: the network does not react to the picture, most often because of another scale of its input (0..1 for 0..255) than in training.`,
  );
}

const saturated = (count: number, total: number, end: number): Problem =>
  problem(
    'warning',
    'prediction-saturated',
    `${count} of ${total} predictions are at the limit ${short(end)}: the output is saturated, most often because of another scale or colour order of its input than in training.`,
  );
