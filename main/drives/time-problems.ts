import type { Problem, ProblemSeverity } from '../../shared/problem.ts';
import { pauseLimitSecs, timeBreaks, type TimeBreak } from '../../shared/time-breaks.ts';
import type { DriveRecords } from './drive-records.ts';
import type { RowProblems } from './row-problems.ts';

/** Reports each record that is older than the one before it. The times themselves stay as recorded. */
export function addBackwardSteps(records: DriveRecords, rowProblems: RowProblems): void {
  const { timeMs } = records;
  for (let record = 1; record < timeMs.length; record++) {
    const backMs = timeMs[record - 1]! - timeMs[record]!;
    if (!(backMs > 0)) continue;
    const { file, line } = records.told(record);
    rowProblems.add({ code: 'time-backwards', file, line, record, detail: `by ${backMs / 1000} s` });
  }
}

/** Where in the log a time is told from. */
export interface TimePlaces {
  placeOf(record: number): string;
  /** Null for a record that is no frame. */
  frameOf(record: number): number | null;
}

/**
 * One problem for all pauses, at the longest, and one for all repeated times, at the first: a drive of many stops and starts
 * is no damaged one.
 * @param timeMs of the records; NaN where a time is missing.
 */
export function pausesAndRepeats(timeMs: Float64Array, places: TimePlaces): Problem[] {
  const timeSecs = timeMs.map((time) => time / 1000);
  const breaks = timeBreaks(timeSecs);
  const gaps = breaks.filter(({ kind }) => kind === 'gap');
  const repeats = breaks.filter(({ kind }) => kind === 'repeat');
  const [firstGap] = gaps;
  const [firstRepeat] = repeats;
  const problems: Problem[] = [];
  if (firstGap) {
    const longest = gaps.reduce((most, gap) => (gap.secs > most.secs ? gap : most), firstGap);
    const limit = Number(pauseLimitSecs(timeSecs).toFixed(3));
    const message = `The recording paused ${times(gaps.length)} for more than ${limit} s; the longest pause is ${secsOf(longest, timeMs)} s.`;
    problems.push(problemAt(longest, 'info', 'time-gap', message, places));
  }
  if (firstRepeat) {
    const message = `Time stands still ${times(repeats.length)}: a record has the very time of the one before it.`;
    problems.push(problemAt(firstRepeat, 'warning', 'time-repeated', message, places));
  }
  return problems;
}

/** One problem for all steps backwards, at the first; for files that know no lines. */
export function backwardSteps(timeMs: Float64Array, places: TimePlaces): Problem[] {
  const back = timeBreaks(timeMs).filter(({ kind }) => kind === 'step-back');
  const [first] = back;
  if (!first) return [];
  const message = `Time runs backwards ${times(back.length)}, the first by ${-secsOf(first, timeMs)} s.`;
  return [problemAt(first, 'warning', 'time-backwards', message, places)];
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** From the times as recorded: milliseconds are whole in most logs, and so is their difference. */
const secsOf = ({ frame }: TimeBreak, timeMs: Float64Array): number =>
  ((timeMs[frame] ?? Number.NaN) - (timeMs[frame - 1] ?? Number.NaN)) / 1000;

const problemAt = (
  { frame: record }: TimeBreak,
  severity: ProblemSeverity,
  code: string,
  message: string,
  { placeOf, frameOf }: TimePlaces,
): Problem => ({ severity, code, message, place: placeOf(record), frame: frameOf(record) });
