import type { SessionState } from '../../shared/session.ts';
import type { Seeds } from '../../shared/backward-pass.ts';
import type { DriveInfo, SteeringUnit } from '../../shared/drive.ts';
import type { ModelInfo, ModelOutput } from '../../shared/model.ts';
import type { Problem } from '../../shared/problem.ts';
import type { SteeringOutput, SteeringOutputUnit, SteeringState } from '../../shared/steering-output.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { elementCount, guessSteeringOutput } from './guess-steering-output.ts';

/** How the steering of one network on one drive is read. */
export interface SteeringReader {
  readonly state: SteeringState;
  /** Index into `ModelInfo.outputs`. */
  readonly outputIndex: number;
  readonly problems: readonly Problem[];
}

/**
 * What the preprocessing says of the steering, else a guess.
 * @param drive whose unit the steering is converted to; null when none is open.
 * @throws SteerscopeError `bad-preprocessing` for an output or a number of it that the network lacks.
 */
export function chooseSteering(
  info: ModelInfo,
  stated: SteeringOutput | undefined,
  drive: Pick<DriveInfo, 'steering'> | null,
): SteeringReader {
  const guess = stated ? null : guessSteeringOutput(info);
  const output = stated ? statedOutput(info, stated) : guess?.output;
  if (!output) throw noOutput(info);
  const { reading, scale, offset } = stated ?? { reading: guess?.reading ?? defaultReading, scale: 1, offset: 0 };
  const driveUnit = drive?.steering?.unit ?? null;
  const unit = stated?.unit ?? (guess?.reading.kind === 'bins' ? 'normalised' : driveUnit);
  const factor = unit && driveUnit ? conversionFactor(unit, driveUnit) : null;
  const state: SteeringState = {
    output: output.name,
    reading,
    scale,
    offset,
    unit,
    predictedUnit: factor === null ? unit : driveUnit,
    guessed: stated === undefined,
  };
  const differs = unit !== null && driveUnit !== null && factor === null;
  return {
    state,
    outputIndex: info.outputs.indexOf(output),
    problems: [...(guess?.problems ?? []), ...(differs ? [unitsDiffer(unit, driveUnit)] : [])],
  };
}

/** The steering in `state.predictedUnit`; NaN when the network says so. @param outputs in the order of `ModelInfo.outputs`. */
export function steeringOf(outputs: readonly Float32Array[], reader: SteeringReader): number {
  const { reading, scale, offset, unit, predictedUnit } = reader.state;
  const values = outputs[reader.outputIndex] ?? new Float32Array(0);
  const read = reading.kind === 'number' ? (values[reading.element] ?? Number.NaN) : binValue(values, reading);
  return (read * scale + offset) * unitFactor(unit, predictedUnit);
}

/**
 * What is to be explained of `count` pictures beside one that the network answers with `outputs`: the steering as
 * `steeringOf` reads it, without its offset; where it is the likeliest of bins, the probability of that bin.
 */
export function seedsOf(outputs: readonly Float32Array[], reader: SteeringReader, count: number): Seeds {
  const { reading, scale, unit, predictedUnit } = reader.state;
  const values = outputs[reader.outputIndex] ?? new Float32Array(0);
  const factor = scale * unitFactor(unit, predictedUnit);
  const isLikeliest = reading.kind === 'bins' && reading.by === 'arg-max';
  const likeliest = isLikeliest ? values.indexOf(Math.max(...values)) : null;
  const weight = (element: number): number => {
    if (reading.kind === 'number') return element === reading.element ? factor : 0;
    if (likeliest !== null) return element === likeliest ? 1 : 0;
    return factor * (reading.first + (element * (reading.last - reading.first)) / (values.length - 1));
  };
  const weights = new Float32Array(count * values.length);
  for (let at = 0; at < weights.length; at++) weights[at] = weight(at % values.length);
  return { output: reader.outputIndex, weights };
}

/** As the preprocessing file would say it, in `predictedUnit`: for a thread that knows no drive to convert to. */
export function statedSteering(state: SteeringState): SteeringOutput {
  const { output, reading, scale, offset, unit, predictedUnit } = state;
  const factor = unitFactor(unit, predictedUnit);
  return {
    output,
    reading,
    scale: scale * factor,
    offset: offset * factor,
    ...(predictedUnit && { unit: predictedUnit }),
  };
}

/** Whether predicted and recorded steering have one unit, so that their difference means something. */
export const hasDriveUnit = ({ drive, steering }: Pick<SessionState, 'drive' | 'steering'>): boolean =>
  steering?.predictedUnit === drive?.steering?.unit;

const defaultReading: SteeringOutput['reading'] = { kind: 'number', element: 0 };

/**
 * The value that probabilities of `values.length` equally spaced values speak for. Arg-max with first -1 and last 1 is
 * `linear_unbin` of donkeycar/utils.py: index * 2 / (count - 1) - 1, the first of equals.
 */
function binValue(
  probabilities: Float32Array,
  { first, last, by }: Extract<SteeringOutput['reading'], { kind: 'bins' }>,
): number {
  if (!probabilities.every(Number.isFinite)) return Number.NaN;
  const step = (last - first) / (probabilities.length - 1);
  if (by === 'arg-max') return first + step * probabilities.indexOf(Math.max(...probabilities));
  const sum = probabilities.reduce((total, probability) => total + probability, 0);
  const weighted = probabilities.reduce((total, probability, index) => total + probability * (first + step * index), 0);
  return weighted / sum;
}

function statedOutput(info: ModelInfo, { output: name, reading }: SteeringOutput): ModelOutput {
  const output = name === undefined ? info.outputs[0] : info.outputs.find((candidate) => candidate.name === name);
  if (!output)
    throw new SteerscopeError(
      'bad-preprocessing',
      `The preprocessing reads the steering from output "${name ?? ''}", which the network lacks: ${info.path}`,
      `The network's outputs are: ${info.outputs.map((candidate) => candidate.name).join(', ')}.`,
    );
  const count = elementCount(output);
  if (reading.kind === 'number' && reading.element >= count)
    throw new SteerscopeError(
      'bad-preprocessing',
      `The preprocessing reads the steering from number ${reading.element} of output "${output.name}", which has ${count}: ${info.path}`,
      `Choose an element from 0 to ${count - 1}.`,
    );
  if (reading.kind === 'bins' && count < 2)
    throw new SteerscopeError(
      'bad-preprocessing',
      `The preprocessing reads output "${output.name}" as bins, but it has one number only: ${info.path}`,
      'Choose another output, or the reading "number".',
    );
  return output;
}

const degPerRad = 180 / Math.PI;

const unitFactor = (from: SteeringOutputUnit | null, to: SteeringOutputUnit | null): number =>
  (from && to && conversionFactor(from, to)) ?? 1;

/** What a value in `from` is multiplied by to be in `to`; null where only the car itself could tell. */
function conversionFactor(from: SteeringOutputUnit, to: SteeringOutputUnit): number | null {
  if (from === to) return 1;
  if (from === 'deg' && to === 'rad') return 1 / degPerRad;
  if (from === 'rad' && to === 'deg') return degPerRad;
  return null;
}

function unitsDiffer(unit: SteeringOutputUnit, driveUnit: SteeringUnit): Problem {
  const example =
    driveUnit === 'normalised'
      ? 'for 90 = straight on and 45 to either side: "steering": {"scale": 0.0222, "offset": -2, "unit": "normalised"}'
      : `"steering": {"scale": …, "unit": "${driveUnit}"}`;
  return {
    severity: 'warning',
    code: 'steering-units-differ',
    message: `The predicted steering is in ${unit} and the recorded in ${driveUnit}, so that their difference means nothing. Say in the preprocessing file what the network's numbers mean in ${driveUnit}, ${example}.`,
    place: null,
    frame: null,
  };
}

const noOutput = ({ path }: ModelInfo): SteerscopeError =>
  new SteerscopeError('unsupported-network', `The network has no output: ${path}`, 'Open a network that steers.');
