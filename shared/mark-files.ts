import { z } from 'zod';
import { csvRow, parseCsv } from './csv-rows.ts';
import { maxMarks, type Mark } from './mark.ts';
import { frameFinder } from './nearest-frame.ts';
import { SteerscopeError } from './steerscope-error.ts';

/** The drive that marks lie in. */
export interface MarkedDrive {
  readonly frameCount: number;
  /** Real times of the frames in seconds; null when the log has none. */
  readonly timeSecs: Float64Array | null;
}

/** A mark that has no id yet. */
export type PlacedMark = Omit<Mark, 'id'>;

const columns = ['frame', 'last_frame', 'time_s', 'last_time_s', 'name', 'note', 'digit'] as const;
type Row = Partial<Record<(typeof columns)[number], string>>;

const timeAt = (timeSecs: Float64Array | null, frame: number): number | null => {
  const secs = timeSecs?.[frame];
  return secs === undefined || !Number.isFinite(secs) ? null : Math.round(secs * 1e6) / 1e6;
};

export function marksAsCsv(marks: readonly Mark[], timeSecs: Float64Array | null): string {
  const lines = marks.map(({ firstFrame, lastFrame, name, note, digit }) =>
    csvRow([firstFrame, lastFrame, timeAt(timeSecs, firstFrame), timeAt(timeSecs, lastFrame), name, note, digit]),
  );
  return `${[csvRow(columns), ...lines].join('\r\n')}\r\n`;
}

export function marksAsJson(marks: readonly Mark[], timeSecs: Float64Array | null): string {
  const entries = marks.map(({ firstFrame, lastFrame, name, note, digit }) => ({
    frame: firstFrame,
    last_frame: lastFrame,
    time_s: timeAt(timeSecs, firstFrame),
    last_time_s: timeAt(timeSecs, lastFrame),
    name,
    note,
    digit,
  }));
  return `${JSON.stringify({ bookmarks: entries }, null, 2)}\n`;
}

const cell = z.union([z.string(), z.number(), z.null()]).optional();
const jsonSchema = z.union([
  z.array(z.record(z.string(), z.unknown())),
  z.object({ bookmarks: z.array(z.record(z.string(), z.unknown())) }),
]);

/**
 * The marks in a CSV or JSON text, as `marksAsCsv` and `marksAsJson` write them; of the columns, `frame` or `time_s` is
 * enough. A row that lies outside the drive or says no place is left out.
 * @throws SteerscopeError `bad-request` when the text is neither, or holds no place at all.
 */
export function readMarks(text: string, drive: MarkedDrive): { marks: PlacedMark[]; leftOut: number } {
  const rows = /^\s*[[{]/.test(text) ? jsonRows(text) : csvRows(text);
  if (rows.length > maxMarks)
    throw unusable(`The file holds ${rows.length} bookmarks, and ${maxMarks} are the most there can be.`);
  const frameAt = drive.timeSecs ? frameFinder(drive.timeSecs) : () => null;
  const frameOf = (frame: string | undefined, secs: string | undefined): number | null => {
    if (!frame?.trim()) return secs?.trim() && Number.isFinite(Number(secs)) ? frameAt(Number(secs)) : null;
    const index = Number(frame);
    return Number.isInteger(index) && index >= 0 && index < drive.frameCount ? index : null;
  };
  const marks: PlacedMark[] = [];
  for (const row of rows) {
    const first = frameOf(row.frame, row.time_s);
    if (first === null) continue;
    const last = frameOf(row.last_frame, row.last_time_s) ?? first;
    const digit = Number(row.digit);
    const isFree = Number.isInteger(digit) && digit >= 1 && digit <= 9 && !marks.some((mark) => mark.digit === digit);
    marks.push({
      firstFrame: Math.min(first, last),
      lastFrame: Math.max(first, last),
      name: (row.name ?? '').slice(0, 200),
      note: (row.note ?? '').slice(0, 10_000),
      digit: isFree ? digit : null,
    });
  }
  if (marks.length === 0) throw unusable('The file names no frame of this drive.');
  return { marks, leftOut: rows.length - marks.length };
}

function csvRows(text: string): Row[] {
  const [header = [], ...lines] = parseCsv(text.replace(/^\uFEFF/, ''));
  const names = header.map((name) => name.trim().toLowerCase());
  if (!names.includes('frame') && !names.includes('time_s')) throw unusable('The table has no column frame or time_s.');
  return lines.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index]])) as Row);
}

function jsonRows(text: string): Row[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw unusable('The file is no JSON.', cause);
  }
  const { data } = jsonSchema.safeParse(read);
  if (!data) throw unusable('The file holds no list of bookmarks.');
  const entries = Array.isArray(data) ? data : data.bookmarks;
  return entries.map((entry) => {
    const row: Row = {};
    for (const name of columns) {
      const value = cell.safeParse(entry[name]).data;
      if (value !== null && value !== undefined) row[name] = String(value);
    }
    return row;
  });
}

const unusable = (message: string, cause?: unknown): SteerscopeError =>
  new SteerscopeError('bad-request', message, 'Give a CSV or JSON file with a frame or time_s for each bookmark.', {
    cause,
  });
