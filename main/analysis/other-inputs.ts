import type { DriveColumns } from '../../shared/drive.ts';
import type { ModelInfo, NumbersInput } from '../../shared/model.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { Problem } from '../../shared/problem.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { VectorInput } from '../../shared/vector-input.ts';

/** What the inputs beside the picture are given for one frame, by name, flat. */
export type FrameNumbers = Readonly<Record<string, Float32Array>>;

/** Where the numbers of the inputs beside the picture come from. */
export interface OtherInputs {
  readonly feeds: readonly InputFeed[];
  readonly problems: readonly Problem[];
}

interface InputFeed {
  readonly input: NumbersInput;
  readonly size: number;
  /** Null: zeros. */
  readonly stated: VectorInput | null;
}

/**
 * What the preprocessing says of the inputs beside the picture; zeros where it says nothing, with a warning.
 * @throws SteerscopeError `bad-preprocessing` for an input that the network lacks, or another count of numbers.
 */
export function planOtherInputs(info: ModelInfo, stated: Preprocessing['inputs'] = {}): OtherInputs {
  const unknown = Object.keys(stated).find((name) => !info.otherInputs.some((input) => input.name === name));
  if (unknown !== undefined) throw unknownInput(unknown, info);
  const feeds = info.otherInputs.map((input): InputFeed => {
    const size = input.shape.reduce((product, length) => product * length, 1);
    const own = stated[input.name] ?? null;
    const count = own && ('values' in own ? own.values : own.columns).length;
    if (count !== null && count !== size) throw wrongCount(input, count, size, info);
    return { input, size, stated: own };
  });
  return { feeds, problems: feeds.filter((feed) => feed.stated === null).map(fedWithZeros) };
}

/**
 * The numbers of one frame; NaN where the drive has none.
 * @param columns null where no drive is open.
 * @throws SteerscopeError `input-mismatch` for a column that the drive lacks.
 */
export function frameNumbers({ feeds }: OtherInputs, columns: DriveColumns | null, frame: number): FrameNumbers {
  return Object.fromEntries(feeds.map((feed) => [feed.input.name, feedNumbers(feed, columns, frame)]));
}

/** @throws SteerscopeError `input-mismatch` for an input without a number. */
export function refuseMissingNumbers(numbers: FrameNumbers, frame: number): void {
  const [name] = Object.entries(numbers).find(([, values]) => !values.every(Number.isFinite)) ?? [];
  if (name === undefined) return;
  throw new SteerscopeError(
    'input-mismatch',
    `The drive has no number for the network's input "${name}" at frame ${frame}.`,
    'Choose another frame, or feed the input with constants.',
  );
}

/** One problem an input whose columns the drive lacks: told at once and not by every frame. */
export function missingColumns({ feeds }: OtherInputs, columns: DriveColumns): readonly Problem[] {
  return feeds.flatMap(({ input, stated }) => {
    if (!stated || !('columns' in stated)) return [];
    const missing = stated.columns.find((name) => !columns.numeric[name]);
    if (missing === undefined) return [];
    const { code, message, nextStep } = missingColumn(input, missing, columns);
    return [{ severity: 'error' as const, code, message: `${message} ${nextStep}`, place: input.name, frame: null }];
  });
}

function feedNumbers({ input, size, stated }: InputFeed, columns: DriveColumns | null, frame: number): Float32Array {
  if (!stated) return new Float32Array(size);
  if ('values' in stated) return Float32Array.from(stated.values);
  return Float32Array.from(stated.columns, (name) => {
    const column = columns?.numeric[name];
    if (!column) throw missingColumn(input, name, columns);
    return (column[frame] ?? Number.NaN) * stated.scale + stated.offset;
  });
}

function missingColumn(input: NumbersInput, name: string, columns: DriveColumns | null): SteerscopeError {
  const known = Object.keys(columns?.numeric ?? {}).join(', ') || 'no numeric columns';
  return new SteerscopeError(
    'input-mismatch',
    `The preprocessing feeds the network's input "${input.name}" with column "${name}", which the drive lacks.`,
    `The drive has: ${known}. Name one of them, or give constants as {"values": [...]}.`,
  );
}

function unknownInput(name: string, info: ModelInfo): SteerscopeError {
  const known = info.otherInputs.map((input) => input.name).join(', ');
  return new SteerscopeError(
    'bad-preprocessing',
    `The preprocessing feeds an input "${name}", which the network lacks beside its picture: ${info.path}`,
    known === '' ? 'Remove it from "inputs".' : `The network's other inputs are: ${known}.`,
  );
}

function wrongCount(input: NumbersInput, count: number, size: number, info: ModelInfo): SteerscopeError {
  return new SteerscopeError(
    'bad-preprocessing',
    `The preprocessing feeds the network's input "${input.name}" with ${count} numbers, but it takes ${size}: ${info.path}`,
    `Give ${size} ${size === 1 ? 'number or column' : 'numbers or columns'}.`,
  );
}

function fedWithZeros({ input, size }: InputFeed): Problem {
  return {
    severity: 'warning',
    code: 'input-fed-with-zeros',
    message: `The network's input "${input.name}" (${size} ${size === 1 ? 'number' : 'numbers'} a frame) is fed with zeros, since nothing says what it is. Say it in the preprocessing file: "inputs": {"${input.name}": {"columns": ["speed"]}}, or {"values": [0.5]}.`,
    place: input.name,
    frame: null,
  };
}
