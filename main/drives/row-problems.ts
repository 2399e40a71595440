import type { Problem, ProblemSeverity } from '../../shared/problem.ts';

interface RowProblemKind {
  readonly severity: ProblemSeverity;
  readonly one: string;
  readonly many: string;
}

/** What can be wrong with one record of a log: the sentence for one record, and for `#` of them in a row. */
const kinds = {
  'row-torn': { severity: 'error', one: 'Skipped: the line is damaged', many: '# lines skipped: they are damaged' },
  'image-not-named': {
    severity: 'error',
    one: 'Left out: the record names no picture',
    many: '# records left out: they name no picture',
  },
  'image-missing': {
    severity: 'error',
    one: 'Left out: the picture is missing',
    many: '# records left out: their pictures are missing',
  },
  'image-empty': {
    severity: 'error',
    one: 'Left out: the picture file is empty',
    many: '# records left out: their picture files are empty',
  },
  'camera-image-missing': {
    severity: 'warning',
    one: 'Other cameras have no picture here',
    many: 'Other cameras have no picture in # records',
  },
  'camera-frozen': {
    severity: 'warning',
    one: 'The picture is the same as the one before',
    many: '# pictures in a row are the same, byte for byte: the camera was frozen, or a simulator stood still',
  },
  'number-unreadable': {
    severity: 'warning',
    one: 'A number cannot be read and counts as missing',
    many: 'In # records a number cannot be read and counts as missing',
  },
  'index-gap': {
    severity: 'warning',
    one: 'Records are missing before this one',
    many: 'Records are missing before each of these #',
  },
  'time-backwards': {
    severity: 'warning',
    one: 'Time runs backwards here',
    many: 'Time runs backwards in # records',
  },
} as const satisfies Record<string, RowProblemKind>;

export type RowProblemCode = keyof typeof kinds;

/** One record that something is wrong with. */
export interface RowProblem {
  readonly code: RowProblemCode;
  /** The log file, as a person would name it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Index among the readable records, or null when it is none of them. */
  readonly record: number | null;
  /** What exactly: a file name, the size of the gap. */
  readonly detail: string;
}

interface Group extends RowProblem {
  lastLine: number;
  lastRecord: number | null;
  count: number;
}

/** Names the lines `first` to `last` of a log file as a person would look for them. */
export type PlaceNaming = (file: string, first: number, last: number) => string;

const byLine: PlaceNaming = (file, first, last) =>
  first === last ? `${file} line ${first}` : `${file} lines ${first} to ${last}`;

/** More ranges than a person reads; the rest goes into the last range, so that the list stays usable. */
const maxRangesPerCode = 500;

/**
 * Gathers what is wrong with single records. Neighbouring lines with the same trouble become one problem with a range
 * as its place: six thousand missing pictures must not hide the one torn line.
 */
export class RowProblems {
  readonly #groups: Group[] = [];
  readonly #lastOfCode = new Map<string, { group: Group; ranges: number }>();
  readonly placeOf: PlaceNaming;

  /** @param placeOf for logs whose records are no lines of a file. */
  constructor(placeOf: PlaceNaming = byLine) {
    this.placeOf = placeOf;
  }

  add(problem: RowProblem): void {
    const last = this.#lastOfCode.get(problem.code);
    if (last?.group.file === problem.file) {
      const { lastLine, lastRecord } = last.group;
      const follows =
        problem.line === lastLine + 1 ||
        // Where a record has several lines, one for each camera.
        (problem.code.includes('image') && lastRecord !== null && problem.record === lastRecord + 1);
      if (follows || last.ranges >= maxRangesPerCode) {
        last.group.lastLine = problem.line;
        last.group.lastRecord = problem.record;
        last.group.count += 1;
        return;
      }
    }
    const group: Group = { ...problem, lastLine: problem.line, lastRecord: problem.record, count: 1 };
    this.#groups.push(group);
    this.#lastOfCode.set(problem.code, { group, ranges: (last?.ranges ?? 0) + 1 });
  }

  /** How many records have this trouble. */
  count(code: RowProblemCode): number {
    return this.#groups.reduce((sum, group) => (group.code === code ? sum + group.count : sum), 0);
  }

  /** @param frameOfRecord the frame of a readable record, or null when it is not among the frames. */
  toProblems(frameOfRecord: (record: number) => number | null): Problem[] {
    return this.#groups.map(({ code, file, line, lastLine, count, record, detail }) => {
      const kind: RowProblemKind = kinds[code];
      const single = count === 1;
      return {
        severity: kind.severity,
        code,
        message: single ? `${kind.one}: ${detail}` : `${kind.many.replace('#', String(count))}, the first: ${detail}`,
        place: this.placeOf(file, line, lastLine),
        frame: record === null ? null : frameOfRecord(record),
      };
    });
  }
}
