import type { ModelInfo } from '../../shared/model.ts';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { FrameworkAnswer } from './ask-python.ts';
import { rightRefusals } from './right-refusals.ts';
import type { EngineAnswer } from './steerscope-answers.ts';

const tolerance = 1e-4;
const patienceMs = 2000;

/** One line of the table: a file on one engine, or its refusal. */
export interface Row {
  readonly cells: readonly string[];
  readonly passed: boolean;
}

const headings = [
  'file',
  'loads, or the refusal',
  'opened in',
  'stages',
  'compared with',
  'engine, device',
  'frames',
  'outputs',
  'largest relative difference',
  'verdict',
];

export function markdownTable(rows: readonly Row[]): string {
  const lines = [headings, headings.map(() => '---'), ...rows.map(({ cells }) => cells)];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

/** @param folder of the real data; taken off the sentence's path. */
export function refusalRow(file: string, { code, message }: SteerscopeError, openMs: number, folder: string): Row {
  const sentence = `\`${code}\`: ${message.replaceAll(`${folder}/`, '')}`;
  const verdict = openMs > patienceMs ? 'REFUSED LATE' : rightRefusals[file] === code ? 'refusal' : 'REFUSED WRONGLY';
  const passed = verdict === 'refusal';
  return { cells: [file, sentence, wholeMs(openMs), '', '', '', '', '', '', verdict], passed };
}

interface Compared {
  readonly file: string;
  readonly info: ModelInfo;
  readonly openMs: number;
  readonly answers: readonly EngineAnswer[];
}

/** One row an engine. */
export function rowsOf({ file, info, openMs, answers }: Compared, expected: FrameworkAnswer): readonly Row[] {
  const start = [file, info.formatName, wholeMs(openMs), String(info.stages.length)];
  if (file in rightRefusals) return [{ cells: [...start, '', '', '', '', '', 'OPENED WRONGLY'], passed: false }];
  if ('error' in expected)
    return [{ cells: [...start, '', '', '', '', '', `THE FRAMEWORK FAILS: ${expected.error}`], passed: false }];
  const { outputs, framework } = expected;
  const frames = String(outputs[0]?.length ?? 0);
  return answers.map(({ engine, outputs: own, failure }) => {
    const row = [...start, framework, engine, frames, outputs.map(rangeOf).join('; ')];
    if (failure !== null) return { cells: [...row, '', `NOT RUN: ${failure}`], passed: false };
    const differences = outputs.map((output, index) => relativeDifference(own[index] ?? [], output));
    const difference = own.length === outputs.length ? Math.max(...differences) : Infinity;
    const passed = difference <= tolerance;
    return { cells: [...row, difference.toExponential(1), passed ? 'equal' : 'DIFFERS'], passed };
  });
}

type Frames = readonly ArrayLike<number>[];

/** The largest difference, relative to the largest expected number of all frames; infinite where they are not as many. */
function relativeDifference(own: Frames, expected: Frames): number {
  const [ours, theirs] = [own, expected].map((frames) => frames.flatMap((frame) => Array.from(frame)));
  if (!ours || !theirs || own.length !== expected.length || ours.length !== theirs.length) return Infinity;
  const largest = Math.max(...theirs.map(Math.abs));
  const apart = Math.max(...theirs.map((value, index) => Math.abs(value - (ours[index] ?? Number.NaN))));
  return apart === 0 ? 0 : Number.isNaN(apart) ? Infinity : apart / largest;
}

/** `-0.21 to 0.35`: whether the network says different things to different frames. */
function rangeOf(output: Frames): string {
  const values = output.flatMap((frame) => Array.from(frame));
  return `${Math.min(...values).toPrecision(2)} to ${Math.max(...values).toPrecision(2)}`;
}

const wholeMs = (ms: number): string => `${Math.round(ms)} ms`;
