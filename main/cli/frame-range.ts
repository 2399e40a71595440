import { InvalidArgumentError } from 'commander';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

/** As written: `A:B`, `A:`, `:B`; null where a side is left out. */
export interface FrameRange {
  readonly from: number | null;
  readonly to: number | null;
}

export const frameRangeHelp = 'frames A to B, B excluded, counted from 0; a side left out means the end of the drive';

/** Parser of a command line option. */
export function parseFrameRange(text: string): FrameRange {
  const match = /^(\d{0,9}):(\d{0,9})$/.exec(text);
  if (!match) throw new InvalidArgumentError('Give two frame numbers as A:B, for example 100:200.');
  const [from, to] = [match[1], match[2]].map((side) => (side ? Number(side) : null));
  return { from: from ?? null, to: to ?? null };
}

/**
 * The range in a drive of `frameCount` frames; an end beyond the drive is the drive's end.
 * @throws SteerscopeError `no-such-frame` when no frame is left.
 */
export function framesWithin(range: FrameRange | undefined, frameCount: number): { from: number; to: number } {
  const from = range?.from ?? 0;
  const to = Math.min(range?.to ?? frameCount, frameCount);
  if (from < to) return { from, to };
  throw new SteerscopeError(
    'no-such-frame',
    `No frame is left from ${from} to ${range?.to ?? frameCount}: the drive has ${frameCount} frames, numbered from 0.`,
    'Choose frames of the drive, the first before the last.',
  );
}
