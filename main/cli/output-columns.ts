import type { FrameAnalysis } from '../../shared/analysis.ts';
import type { ModelOutput } from '../../shared/model.ts';
import type { SteeringState } from '../../shared/steering-output.ts';

/** A column of predictions.csv: the same number of an output for every frame. */
export interface OutputColumn {
  readonly name: string;
  /** One number a frame; NaN where there is none. */
  readonly values: Float64Array;
}

/** A feature vector of hundreds of numbers is no column of a table. */
const maxColumnsPerOutput = 64;
/** DonkeyCar's categorical pilots bin the throttle so: index * 0.5 / 20 (`linear_unbin` of donkeycar/utils.py). */
const donkeyThrottle = { bins: 20, step: 0.5 / 20 };

type Reader = (values: Float32Array) => number;

/** Keeps of every frame what the network answers beside the steering: the throttle, probabilities of bins. */
export class OutputColumns {
  readonly columns: readonly OutputColumn[];
  /** Names of outputs that are too long to be columns. */
  readonly leftOut: readonly string[];
  readonly #from: number;
  readonly #readers: readonly { readonly output: number; readonly read: Reader; readonly values: Float64Array }[];

  /** @param range frames `from` to `to`, exclusive. @param taken names of the other columns. */
  constructor(
    outputs: readonly ModelOutput[],
    steering: SteeringState,
    range: { readonly from: number; readonly to: number },
    taken: readonly string[],
  ) {
    const isLong = (output: ModelOutput): boolean => elements(output) > maxColumnsPerOutput;
    const names = new Set(taken);
    const planned = outputs.flatMap((output, index) =>
      isLong(output) ? [] : readersOf(output, steering).map((column) => ({ ...column, output: index })),
    );
    const made = planned.map(({ name, output, read }) => ({
      name: untaken(name, names),
      output,
      read,
      values: new Float64Array(range.to - range.from).fill(Number.NaN),
    }));
    this.columns = made;
    this.#readers = made;
    this.leftOut = outputs.filter(isLong).map(({ name }) => name);
    this.#from = range.from;
  }

  add(analyses: readonly FrameAnalysis[]): void {
    for (const { frame, outputs } of analyses)
      for (const { output, read, values } of this.#readers) {
        const numbers = outputs[output];
        if (numbers) values[frame - this.#from] = read(numbers);
      }
  }
}

/** The columns of one output: none for the number that is the steering itself. */
function readersOf(output: ModelOutput, steering: SteeringState): { readonly name: string; readonly read: Reader }[] {
  const { name } = output;
  const count = elements(output);
  const isSteering = name === steering.output;
  const numbers = Array.from({ length: count }, (_, element) => ({
    name: count === 1 ? name : `${name}[${element}]`,
    element,
    read: (values: Float32Array) => values[element] ?? Number.NaN,
  })).filter(
    ({ element }) => !(isSteering && steering.reading.kind === 'number' && steering.reading.element === element),
  );
  const isThrottle = !isSteering && count === donkeyThrottle.bins && steering.reading.kind === 'bins';
  return [...(isThrottle ? [{ name: `${name}_value`, read: likeliestThrottle }] : []), ...numbers];
}

const likeliestThrottle: Reader = (values) =>
  values.every(Number.isFinite) ? values.indexOf(Math.max(...values)) * donkeyThrottle.step : Number.NaN;

const elements = ({ shape }: ModelOutput): number => shape.reduce((product, length) => product * length, 1);

function untaken(name: string, taken: Set<string>): string {
  let free = name;
  for (let copy = 2; taken.has(free); copy++) free = `${name}_${copy}`;
  taken.add(free);
  return free;
}
