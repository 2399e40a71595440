/** Fetching ahead begins so long after a frame that is there already was asked for: it is painted first. */
export const paintFirstMs = 20;

/**
 * The frames to fetch before they are asked for, nearest first: two ahead for one behind. While playing fast (`step`
 * beyond 1 or -1) only those that will be shown, all ahead and on the same multiples whatever the frame.
 */
export function prefetchOrder(frame: number, frameCount: number, step: number, count: number): number[] {
  const order: number[] = [];
  if (Math.abs(step) > 1) {
    for (let ahead = onMultiple(frame, step) + step; order.length < count; ahead += step) {
      if (ahead < 0 || ahead >= frameCount) break;
      order.push(ahead);
    }
    return order;
  }
  for (let near = 1; near <= count; near++)
    for (const offset of [2 * near - 1, 2 * near, -near]) order.push(frame + offset * step);
  return order.filter((candidate) => candidate >= 0 && candidate < frameCount).slice(0, count);
}

/** The last multiple of the step up to the frame, as seen in its direction. */
export function onMultiple(frame: number, step: number): number {
  const size = Math.abs(step);
  return (step > 0 ? Math.floor(frame / size) : Math.ceil(frame / size)) * size;
}

/** How many frames to go at a time so that loading keeps up with playing: a power of two, negative when going back. */
export function playingStep(direction: 1 | -1, framesPerSec: number, loadMs: number): number {
  const behind = (framesPerSec * loadMs * 1.25) / 1000;
  return direction * 2 ** Math.max(0, Math.ceil(Math.log2(behind)));
}
