/** The part of a drive that the timeline shows; a frame's share is from its own number to the next. */
export interface TimelineWindow {
  readonly from: number;
  readonly to: number;
}

/** What is left of a page when the next one is turned to. */
const keptShare = 0.1;

export const wholeDrive = (frameCount: number): TimelineWindow => ({ from: 0, to: Math.max(1, frameCount) });

/** Moved into the drive, and no wider than it. */
export function inside({ from, to }: TimelineWindow, frameCount: number): TimelineWindow {
  const whole = wholeDrive(frameCount);
  const span = Math.min(to - from, whole.to);
  const start = Math.min(Math.max(0, from), whole.to - span);
  return { from: start, to: start + span };
}

/**
 * Zoomed by `factor` (above 1: nearer) so that what lies at `around` stays where it is on the screen.
 * @param leastSpan in frames; nearer it does not go.
 */
export function zoomed(
  { from, to }: TimelineWindow,
  factor: number,
  around: number,
  frameCount: number,
  leastSpan: number,
): TimelineWindow {
  const whole = wholeDrive(frameCount).to;
  const span = Math.min(whole, Math.max(Math.min(leastSpan, whole), (to - from) / factor));
  const start = around - ((around - from) / (to - from)) * span;
  return inside({ from: start, to: start + span }, frameCount);
}

export const panned = ({ from, to }: TimelineWindow, byFrames: number, frameCount: number): TimelineWindow =>
  inside({ from: from + byFrames, to: to + byFrames }, frameCount);

export const holds = ({ from, to }: TimelineWindow, frame: number): boolean => frame >= from && frame + 1 <= to;

/** The same, or the page with the frame in it: a page is turned when it runs out of one, and what is far comes into the middle. */
export function revealing(window: TimelineWindow, frame: number, frameCount: number): TimelineWindow {
  if (holds(window, frame)) return window;
  const span = window.to - window.from;
  const middle = frame + 0.5;
  const isFar = middle < window.from - span || middle > window.to + span;
  const share = isFar ? 0.5 : middle > window.from + span / 2 ? keptShare : 1 - keptShare;
  const start = middle - span * share;
  return inside({ from: start, to: start + span }, frameCount);
}
