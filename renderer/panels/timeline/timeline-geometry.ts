import type { TimelineWindow } from '../../state/timeline-window.ts';

/** The frames that a strip of `width` CSS pixels shows. */
export interface TimelineScale extends TimelineWindow {
  readonly width: number;
}

/** Where a frame's share begins: what lies between two frames has no width. */
export const xOfBreak = (frame: number, { from, to, width }: TimelineScale): number =>
  ((frame - from) / (to - from)) * width;

/** Where the middle of a frame's share lies. */
export const xOfFrame = (frame: number, scale: TimelineScale): number => xOfBreak(frame + 0.5, scale);

/** What lies at a pixel: the frame, and how far into its share. */
export const positionAt = (x: number, { from, to, width }: TimelineScale): number =>
  width > 0 ? from + (x / width) * (to - from) : from;

/** The frame under a pixel, 0..frameCount-1, also where the pixel lies beside the drive. */
export const frameAtX = (x: number, scale: TimelineScale, frameCount: number): number =>
  Math.min(Math.max(0, frameCount - 1), Math.max(0, Math.floor(positionAt(x, scale))));

/** Index of the first of some rising numbers that is not below `limit`. */
export function firstNotBelow(rising: ArrayLike<number>, limit: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Where marks of these frames lie on the strip; in a crowd one stands for all within `apartPx` behind it. Costs what the
 * width costs, however many there are. @param frames ascending.
 */
export function thinnedFrames(frames: ArrayLike<number>, apartPx: number, scale: TimelineScale): number[] {
  const apart = (apartPx / scale.width) * (scale.to - scale.from);
  const kept: number[] = [];
  for (let index = firstNotBelow(frames, scale.from - apart); index < frames.length;) {
    const frame = frames[index] ?? 0;
    if (frame > scale.to) break;
    kept.push(frame);
    index = Math.max(index + 1, firstNotBelow(frames, frame + apart));
  }
  return kept;
}

/** The one of some frames that a pointer at `x` means; null where none is within reach. @param frames ascending. */
export function nearestFrame(frames: ArrayLike<number>, x: number, scale: TimelineScale): number | null {
  const reachPx = 5;
  const behind = firstNotBelow(frames, positionAt(x, scale));
  const distance = (frame: number): number => Math.abs(xOfBreak(frame, scale) - x);
  const near = [frames[behind - 1], frames[behind]].filter((frame) => frame !== undefined);
  const [nearest] = near.sort((one, other) => distance(one) - distance(other));
  return nearest !== undefined && distance(nearest) < reachPx ? nearest : null;
}
