import type { Problem } from '../../shared/problem.ts';
import type { DriveRecord } from './assemble-drive.ts';
import type { RowProblems } from './row-problems.ts';

/** A step that is longer than this and than ten usual ones is a pause of the recording. */
const minPauseMs = 1000;
const pauseInUsualSteps = 10;

/** Milliseconds from each record to the next; NaN where a time is missing. */
function stepsMs(records: readonly DriveRecord[]): Float64Array {
  return Float64Array.from(records.slice(1), (record, index) => record.timeMs - records[index]!.timeMs);
}

/** Reports each record that is older than the one before it. The times themselves stay as recorded. */
export function addBackwardSteps(records: readonly DriveRecord[], rowProblems: RowProblems): void {
  for (const [index, stepMs] of stepsMs(records).entries()) {
    if (!(stepMs < 0)) continue;
    const record = index + 1;
    const { file, line } = records[record]!;
    rowProblems.add({ code: 'time-backwards', file, line, record, detail: `by ${-stepMs / 1000} s` });
  }
}

/** One problem for all pauses, at the longest: a drive of many stops and starts is no damaged one. */
export function pauseProblem(
  records: readonly DriveRecord[],
  frameOfRecord: (record: number) => number | null,
): Problem[] {
  const steps = stepsMs(records);
  const forward = steps.filter((stepMs) => stepMs >= 0).sort();
  const usualMs = forward[Math.floor(forward.length / 2)] ?? 0;
  const pauseMs = Math.max(minPauseMs, pauseInUsualSteps * usualMs);
  const count = steps.filter((stepMs) => stepMs > pauseMs).length;
  if (count === 0) return [];
  const longestMs = steps.reduce((longest, stepMs) => (stepMs > longest ? stepMs : longest), 0);
  const record = steps.indexOf(longestMs) + 1;
  const { file, line } = records[record]!;
  return [
    {
      severity: 'info',
      code: 'time-gap',
      message: `The recording paused ${count} times for more than ${pauseMs / 1000} s; the longest pause is ${longestMs / 1000} s.`,
      place: `${file} line ${line}`,
      frame: frameOfRecord(record),
    },
  ];
}
