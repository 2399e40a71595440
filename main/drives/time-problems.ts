import type { Problem } from '../../shared/problem.ts';
import type { DriveRecord } from './drive-record.ts';
import type { PlaceNaming, RowProblems } from './row-problems.ts';

/** A step that is longer than this and than ten usual ones is a pause of the recording. */
const minPauseMs = 1000;
const pauseInUsualSteps = 10;

/** Milliseconds to each record from the one before it; NaN for the first, and where a time is missing. */
function stepsMs(records: readonly DriveRecord[]): Float64Array {
  return Float64Array.from(records, ({ timeMs }, index) => timeMs - (records[index - 1]?.timeMs ?? Number.NaN));
}

/** Reports each record that is older than the one before it. The times themselves stay as recorded. */
export function addBackwardSteps(records: readonly DriveRecord[], rowProblems: RowProblems): void {
  const steps = stepsMs(records);
  for (const [record, { file, line }] of records.entries()) {
    const stepMs = steps[record] ?? 0;
    if (stepMs < 0) rowProblems.add({ code: 'time-backwards', file, line, record, detail: `by ${-stepMs / 1000} s` });
  }
}

/** One problem for all pauses, at the longest: a drive of many stops and starts is no damaged one. */
export function pauseProblem(
  records: readonly DriveRecord[],
  frameOfRecord: (record: number) => number | null,
  placeOf: PlaceNaming,
): Problem[] {
  const steps = stepsMs(records);
  const forward = steps.filter((stepMs) => stepMs >= 0).sort();
  const usualMs = forward[Math.floor(forward.length / 2)] ?? 0;
  const pauseMs = Math.max(minPauseMs, pauseInUsualSteps * usualMs);
  const count = steps.filter((stepMs) => stepMs > pauseMs).length;
  const longestMs = forward.at(-1) ?? 0;
  const record = steps.indexOf(longestMs);
  const end = records[record];
  if (count === 0 || end === undefined) return [];
  return [
    {
      severity: 'info',
      code: 'time-gap',
      message: `The recording paused ${count} times for more than ${pauseMs / 1000} s; the longest pause is ${longestMs / 1000} s.`,
      place: placeOf(end.file, end.line, end.line),
      frame: frameOfRecord(record),
    },
  ];
}
