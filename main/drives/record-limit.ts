import type { Problem } from '../../shared/problem.ts';
import type { OpenDriveOptions } from './drive-format.ts';

/** Fourteen hours at 20 records a second, and what fits in half a gigabyte; a longer log is read so far. */
export const maxRecords = 1_000_000;

/** Says that a log was not read to its end. */
export function recordsLeftOut(file: string, line: number): Problem {
  return {
    severity: 'error',
    code: 'records-left-out',
    message: `The log is read as far as this line, ${maxRecords / 1e6} million records; split it to see what follows.`,
    place: `${file} line ${line}`,
    frame: null,
  };
}

/** All of a list of records, or the first ones for a first look. */
export function firstOf<T>(records: readonly T[], { recordLimit, onCut }: OpenDriveOptions): readonly T[] {
  if (recordLimit === undefined || records.length <= recordLimit) return records;
  onCut?.();
  return records.slice(0, recordLimit);
}
