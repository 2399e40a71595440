import { niceAxis, stepDecimals } from '../../../shared/annotate/nice-ticks.ts';
import { formatNumber } from '../../../shared/annotate/number-format.ts';
import type { PlotLine, PlotTrack } from '../../state/plot-lines.ts';
import type { HeightWindow, PlotWindow } from '../../state/plot-window.ts';

export type AxisSide = PlotLine['axis'];
export type ValueRange = readonly [low: number, high: number];

/** Of a track's height, above and below its numbers. */
const roomShare = 0.06;
/** In CSS pixels, how near each other ticks may be at most, and how far times are from each other about. */
const [leastPixelsPerTick, pixelsPerTimeTick] = [16, 110];

/** Where frames lie along the plots, and how that is told. */
export interface FrameAxis {
  /** Whether the axis counts in seconds. */
  inSecs(): boolean;
  secsAt(frame: number): number;
  frameAt(secs: number): number;
  lastFrame(): number;
  /** Whether a frame does not go on from the one before it. */
  isCut(frame: number): boolean;
}

/** The full range of one of a track's axes: all its numbers of the drive, with room; 0 to 1 where there is none. */
export function fullRange(track: PlotTrack, side: AxisSide): ValueRange {
  const ranges = track.lines.flatMap(({ axis, kind, samples: { pyramid } }) => {
    const range = axis === side && kind === 'value' ? pyramid.rangeOf(0, pyramid.length - 1) : null;
    return range ? [range] : [];
  });
  const ends = side === 'left' && track.baseline !== null ? [track.baseline] : [];
  const low = Math.min(...ends, ...ranges.map(([min]) => min));
  const high = Math.max(...ends, ...ranges.map(([, max]) => max));
  if (low > high) return [0, 1];
  const room = high > low ? (high - low) * roomShare : Math.max(Math.abs(low) * 0.1, 0.01);
  return [low - room, high + room];
}

/** What is left of a range when only part of the height is on show. */
export function shownRange([low, high]: ValueRange, { min, max }: HeightWindow): ValueRange {
  return [low + (high - low) * min, low + (high - low) * max];
}

/** Round numbers within the range, as many as can be read. */
export function valueTicks([low, high]: ValueRange, heightPx: number): number[] {
  const wanted = Math.max(2, Math.floor(heightPx / leastPixelsPerTick));
  return niceAxis(low, high, wanted).ticks.filter((tick) => tick >= low && tick <= high);
}

/** With the digits that tell the ticks apart. */
export function tickTexts(ticks: readonly number[], sign: string): string[] {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
  const decimals = Math.min(9, stepDecimals(step));
  const isLong = ticks.some((tick) => Math.abs(tick) >= 1e6);
  return ticks.map((tick) => (isLong ? tick.toPrecision(3) : formatNumber(tick, decimals)) + sign);
}

/** Whole frames at round frame numbers, or nearest to round times. */
export function frameTicks(axis: FrameAxis, { min, max }: PlotWindow, widthPx: number): number[] {
  const wanted = Math.max(2, Math.round(widthPx / pixelsPerTimeTick));
  if (!axis.inSecs()) {
    const { step } = niceAxis(min, max, wanted);
    const whole = Math.max(1, Math.round(step));
    const first = Math.ceil(Math.max(0, min) / whole) * whole;
    const last = Math.min(max, axis.lastFrame());
    return Array.from(
      { length: Math.max(0, Math.floor((last - first) / whole) + 1) },
      (_, index) => first + index * whole,
    );
  }
  const { ticks } = niceAxis(axis.secsAt(Math.max(0, Math.ceil(min))), axis.secsAt(Math.floor(max)), wanted);
  const frames = ticks.map((secs) => axis.frameAt(secs)).filter((frame) => frame >= min && frame <= max);
  return [...new Set(frames)];
}

/** Of whole frames, or of seconds with as many digits as tell neighbours apart. */
export function frameTickTexts(axis: FrameAxis, frames: readonly number[]): string[] {
  if (!axis.inSecs()) return frames.map(String);
  const step = axis.secsAt(frames[1] ?? 0) - axis.secsAt(frames[0] ?? 0);
  const decimals = step >= 1 || step <= 0 ? 1 : Math.min(3, Math.ceil(-Math.log10(step)) + 1);
  return frames.map((frame) => formatNumber(axis.secsAt(frame), decimals));
}
