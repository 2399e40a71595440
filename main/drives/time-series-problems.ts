import type { Problem } from '../../shared/problem.ts';
import type { DriveRecord } from './drive-record.ts';
import { pauseProblem } from './time-problems.ts';

/** Pauses in the times of frames, told as for logs with lines. */
export function pauses(timeMs: Float64Array, placeOf: (frame: number) => string): Problem[] {
  const records = Array.from(timeMs, (time, frame): DriveRecord => ({
    file: '',
    line: frame + 1,
    logRow: frame,
    timeMs: time,
    steering: Number.NaN,
    numbers: [],
    named: '',
    pictures: [],
  }));
  return pauseProblem(
    records,
    (record) => record,
    (_, line) => placeOf(line - 1),
  );
}
