import { formatSecs } from '../../shared/annotate/number-format.ts';

export interface GoToContext {
  /** Where it is said from. */
  readonly frame: number;
  readonly frameCount: number;
  /** Real times of the frames in seconds; null when the log has none. */
  readonly timeSecs: Float64Array | null;
  /** Row of the log of each frame, from 1 as a spreadsheet counts them; null when it is not known. */
  readonly logRow: ArrayLike<number> | null;
}

/** A place in the drive, with what to know of it; or why the words are none. */
export type GoTo =
  | { readonly frame: number; readonly note: string | null; readonly issue?: never }
  | { readonly frame?: never; readonly issue: string };

const sharePattern = /^(\d+(?:\.\d+)?)\s*%$/;
const rowPattern = /^row\s*(\d+)$/i;
const placePattern = /^(?:frame\s+)?([+-]?)\s*(?:(?:(\d+):)?(\d+):)?(\d*\.?\d+)\s*(s|sec)?$/i;
const forms = 'a frame, 12.5s, 1:02, +20, -1.5s, 50% or row 377';

/**
 * What `120`, `+20`, `-5`, `12.5s`, `1:02.5`, `-1.5s`, `50%` or `row 377` means, held within the drive; null for nothing at
 * all. Plain numbers are frames; `s` or a colon makes them times of the log.
 */
export function parseGoTo(text: string, context: GoToContext): GoTo | null {
  const words = text.trim().replace(',', '.').replace('\u2212', '-');
  if (words === '') return null;
  if (context.frameCount === 0) return { issue: 'no drive is open' };
  const share = sharePattern.exec(words)?.[1];
  if (share) return withinDrive(Math.round((Number(share) / 100) * (context.frameCount - 1)), context);
  const row = rowPattern.exec(words)?.[1];
  if (row) return frameOfRow(Number(row), context);
  const [match, sign = '', hours, minutes, digits = '', unit] = placePattern.exec(words) ?? [];
  if (match === undefined) return { issue: forms };
  const value = Number(digits) + Number(minutes ?? 0) * 60 + Number(hours ?? 0) * 3600;
  const signed = sign === '-' ? -value : value;
  if (unit !== undefined || minutes !== undefined) return frameAtTime(signed, sign !== '', context);
  if (!Number.isInteger(value)) return { issue: `frames are whole numbers; ${digits}s is a time` };
  return withinDrive(sign ? context.frame + signed : signed, context);
}

function withinDrive(frame: number, { frameCount }: GoToContext): GoTo {
  if (frame < 0) return { frame: 0, note: 'the first' };
  return frame < frameCount ? { frame, note: null } : { frame: frameCount - 1, note: 'the last' };
}

function frameOfRow(row: number, { logRow }: GoToContext): GoTo {
  if (!logRow || logRow.length === 0) return { issue: 'the rows of the log are not known' };
  const frame = nearest(logRow, row);
  return { frame, note: logRow[frame] === row ? null : `no frame of row ${row}; nearest: row ${logRow[frame]}` };
}

function frameAtTime(secs: number, isRelative: boolean, { frame, timeSecs }: GoToContext): GoTo {
  if (!timeSecs) return { issue: 'the log has no time; a frame has no "s"' };
  const here = timeSecs[frame] ?? Number.NaN;
  if (isRelative && Number.isNaN(here)) return { issue: `frame ${frame} has no time to count from` };
  const target = isRelative ? here + secs : secs;
  const found = nearest(timeSecs, target);
  const time = timeSecs[found] ?? Number.NaN;
  if (Number.isNaN(time)) return { issue: 'the log has no time; a frame has no "s"' };
  const isOutside = Math.abs(time - target) > 1;
  return { frame: found, note: isOutside ? `nearest: ${formatSecs(time)}` : null };
}

/** Index of the nearest value, the first of several; looks at all of them because a log's time may step back. */
function nearest(values: ArrayLike<number>, target: number): number {
  let found = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const distance = Math.abs((values[index] ?? Number.NaN) - target);
    if (distance < least) [found, least] = [index, distance];
  }
  return found;
}
