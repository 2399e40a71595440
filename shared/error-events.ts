import { median } from './quantile.ts';

/** A stretch of frames on which the error is large. */
export interface ErrorEvent {
  readonly firstFrame: number;
  /** Inclusive. */
  readonly lastFrame: number;
  /** From the first frame to the end of the last one; null without time. */
  readonly secs: number | null;
  /** The frame with the largest |error|. */
  readonly peakFrame: number;
  /** Error there: predicted minus recorded. */
  readonly peak: number;
  /** Mean |error| over the frames of the stretch that have one. */
  readonly mean: number;
}

export interface EventLimits {
  /** |error| must be above it. */
  readonly threshold: number;
  /** Shorter stretches are left out: seconds, or frames where there is no time. */
  readonly least: number;
  /** Two stretches no further apart are one; in the same. */
  readonly mergeWithin: number;
}

/**
 * Stretches above the threshold, in the order of the frames. None goes over a cut.
 * @param error NaN where none is known. @param from first frame looked at. @param to behind the last.
 * @param time of the frames, with the usual step from one to the next; null: durations are counted in frames.
 * @param isCut whether a frame does not go on from the one before it: a pause, another session.
 */
export function errorEvents(
  error: Float64Array,
  { threshold, least, mergeWithin }: EventLimits,
  {
    from = 0,
    to = error.length,
    time = null,
    isCut = () => false,
  }: {
    readonly from?: number;
    readonly to?: number;
    readonly time?: { readonly secs: Float64Array; readonly stepSecs: number } | null;
    readonly isCut?: (frame: number) => boolean;
  } = {},
): ErrorEvent[] {
  const events: ErrorEvent[] = [];
  /** From a frame to another, in what the limits count. */
  const between = (first: number, last: number): number => {
    const secs = time ? time.secs[last]! - time.secs[first]! : Number.NaN;
    return Number.isFinite(secs) ? secs : (last - first) * (time ? time.stepSecs : 1);
  };
  const oneFrame = time ? time.stepSecs : 1;
  /** Decides nothing. */
  const rounding = oneFrame / 1e3;
  let open: OpenEvent | null = null;
  const close = (): void => {
    if (!open) return;
    const lasts = between(open.firstFrame, open.lastFrame) + oneFrame;
    if (lasts + rounding >= least) events.push(finished(open, time ? lasts : null));
    open = null;
  };
  for (let frame = from; frame < to; frame++) {
    if (open && isCut(frame)) close();
    const value = error[frame]!;
    const size = Math.abs(value);
    if (!Number.isFinite(size)) continue;
    if (!(size > threshold)) {
      // What lies below between two stretches that are one belongs to it.
      if (open) {
        open.waiting += size;
        open.waitingCount += 1;
      }
      continue;
    }
    if (open && between(open.lastFrame, frame) - oneFrame > mergeWithin + rounding) close();
    open ??= {
      firstFrame: frame,
      lastFrame: frame,
      peakFrame: frame,
      peak: 0,
      sum: 0,
      count: 0,
      waiting: 0,
      waitingCount: 0,
    };
    open.sum += open.waiting + size;
    open.count += open.waitingCount + 1;
    open.waiting = open.waitingCount = 0;
    open.lastFrame = frame;
    if (size > Math.abs(open.peak)) [open.peakFrame, open.peak] = [frame, value];
  }
  close();
  return events;
}

interface OpenEvent {
  firstFrame: number;
  lastFrame: number;
  peakFrame: number;
  peak: number;
  sum: number;
  count: number;
  /** |error| below the threshold since `lastFrame`. */
  waiting: number;
  waitingCount: number;
}

const finished = (
  { firstFrame, lastFrame, peakFrame, peak, sum, count }: OpenEvent,
  secs: number | null,
): ErrorEvent => ({
  ...{ firstFrame, lastFrame, secs, peakFrame, peak },
  mean: sum / count,
});

/** So many errors spread over a long drive tell their median. */
const errorsLookedAt = 20_000;
/** An error is large beside the usual one. */
const timesMedian = 3;

/** Three times the median |error| of the drive, to two digits; 0 while none is known. */
export function usualThreshold(error: ArrayLike<number>): number {
  const stride = Math.max(1, Math.floor(error.length / errorsLookedAt));
  const sizes: number[] = [];
  for (let frame = 0; frame < error.length; frame += stride) {
    const size = Math.abs(error[frame]!);
    if (Number.isFinite(size)) sizes.push(size);
  }
  return sizes.length === 0 ? 0 : Number((timesMedian * median(sizes)).toPrecision(2));
}
