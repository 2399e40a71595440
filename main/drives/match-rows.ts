import { interpolate } from './interpolate.ts';
import { interpolatedWords } from './rate-words.ts';

/** How the rows of a log were told to the frames of a video. */
export interface RowMatch {
  /** In words, behind “The rows …”. */
  readonly method: string;
  /** Rows and frames that belong to nothing. */
  readonly isPartial: boolean;
  /** One number a frame of one a row. */
  bring(values: Float64Array): Float64Array;
}

/** What is known of the rows. */
export interface RowPlaces {
  readonly count: number;
  readonly frame: Float64Array | null;
  readonly timeMs: Float64Array | null;
}

/**
 * Rows to frames: by the frame's number where the log says it; one row a frame where there are as many; by time where
 * both keep one; else from the first on.
 */
export function matchRows(rows: RowPlaces, frameCount: number, frameMs: Float64Array | null): RowMatch {
  const { count, frame } = rows;
  if (frame) return byNumber(frame, frameCount);
  if (count !== frameCount && rows.timeMs && frameMs) {
    const match = byTime(rows.timeMs, frameMs);
    if (match) return match;
  }
  const isPartial = count !== frameCount;
  return {
    method: isPartial
      ? `belong to the frames one by one from the first on, ${count} rows to ${frameCount} frames`
      : 'are one a frame',
    isPartial,
    bring: (values) => Float64Array.from({ length: frameCount }, (_, index) => values[index] ?? Number.NaN),
  };
}

function byNumber(frame: Float64Array, frameCount: number): RowMatch {
  // Some count from 1: then the last number is the number of frames.
  const last = frame.reduce((most, number) => Math.max(most, Number.isNaN(number) ? most : number), -Infinity);
  const first = frame.reduce((least, number) => Math.min(least, Number.isNaN(number) ? least : number), Infinity);
  const base = first === 1 && last === frameCount ? 1 : 0;
  const inside = frame.filter((number) => number - base >= 0 && number - base < frameCount).length;
  return {
    method: `are told to the frames by the number of the frame, counted from ${base}`,
    isPartial: inside < Math.min(frame.length, frameCount),
    bring(values) {
      const brought = new Float64Array(frameCount).fill(Number.NaN);
      frame.forEach((number, row) => {
        if (number - base >= 0 && number - base < frameCount) brought[number - base] = values[row] ?? Number.NaN;
      });
      return brought;
    },
  };
}

function byTime(rowMs: Float64Array, frameMs: Float64Array): RowMatch | null {
  // Damaged clocks would make nonsense of every line between two neighbours.
  if (rowMs.some((time, row) => Number.isNaN(time) || time < (rowMs[row - 1] ?? -Infinity))) return null;
  const [firstRow = 0, firstFrame = 0] = [rowMs[0], frameMs[0]];
  const isOneClock = firstRow < (frameMs.at(-1) ?? 0);
  const shift = isOneClock ? 0 : firstRow - firstFrame;
  const wanted = frameMs.map((time) => time + shift);
  const end = rowMs.at(-1) ?? 0;
  const outside = wanted.filter((time) => time < firstRow - 250 || time > end + 250).length;
  return {
    method: `are ${interpolatedWords(rowMs, frameMs)}${isOneClock ? '' : ', the first row at the first frame'}`,
    isPartial: outside > 0,
    bring: (values) => interpolate(rowMs, values, wanted),
  };
}
