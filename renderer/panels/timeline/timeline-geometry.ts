/** Where a frame's middle lies on a timeline of `width` pixels, and back. Every frame has an equal share. */
export function xOfFrame(frame: number, frameCount: number, width: number): number {
  return frameCount > 0 ? ((frame + 0.5) / frameCount) * width : 0;
}

/** Where a frame's share begins: what lies between two frames has no width. */
export function xOfBreak(frame: number, frameCount: number, width: number): number {
  return frameCount > 0 ? (frame / frameCount) * width : 0;
}

export function frameAtX(x: number, frameCount: number, width: number): number {
  if (frameCount === 0 || width <= 0) return 0;
  return Math.min(frameCount - 1, Math.max(0, Math.floor((x / width) * frameCount)));
}

/** What a pixel column of the timeline says about the frames under it. */
export interface Column {
  /** Share of them that has been analysed, 0..1. */
  readonly analysed: number;
  /** Largest |error| among them; 0 when none is known. */
  readonly error: number;
}

/** One column a pixel; a frame wider than a pixel is in several. */
export function columnsOf(error: Float64Array, analysed: Uint8Array, width: number): Column[] {
  const frameCount = analysed.length;
  return Array.from({ length: width }, (_, x) => {
    const first = frameAtX(x, frameCount, width);
    const end = Math.max(first + 1, Math.min(frameCount, Math.floor(((x + 1) / width) * frameCount)));
    let known = 0;
    let largest = 0;
    for (let frame = first; frame < end; frame++) {
      known += analysed[frame] ?? 0;
      const magnitude = Math.abs(error[frame] ?? Number.NaN);
      if (magnitude > largest) largest = magnitude;
    }
    return { analysed: known / (end - first), error: largest };
  });
}

/** The frames whose pictures stand for the strip: as many as fit, each at the middle of its place. */
export function thumbnailFrames(frameCount: number, width: number, thumbnailWidth: number): number[] {
  const fitting = Math.max(1, Math.round(width / Math.max(1, thumbnailWidth)));
  const count = Math.min(frameCount, fitting);
  return Array.from({ length: count }, (_, place) => frameAtX(((place + 0.5) / count) * width, frameCount, width));
}

/** As much of a break as its place takes. */
interface Placed {
  readonly frame: number;
}

/** The breaks that a pointer at `x` means: all those of the nearest frame within reach. @param breaks by their frames. */
export function breaksNear<Break extends Placed>(
  breaks: readonly Break[],
  x: number,
  frameCount: number,
  width: number,
): readonly Break[] {
  const reachPx = 5;
  const distance = ({ frame }: Placed): number => Math.abs(xOfBreak(frame, frameCount, width) - x);
  const nearest = breaks.reduce<Break | null>(
    (best, one) => (distance(one) < (best ? distance(best) : reachPx) ? one : best),
    null,
  );
  return nearest ? breaks.filter(({ frame }) => frame === nearest.frame) : [];
}

/** Those of some marks that are at least `apartPx` behind the last one kept; in a crowd one stands for many. */
export function thinned<Break extends Placed>(
  breaks: readonly Break[],
  apartPx: number,
  frameCount: number,
  width: number,
): readonly Break[] {
  let lastX = -Infinity;
  return breaks.filter(({ frame }) => {
    const x = xOfBreak(frame, frameCount, width);
    if (x - lastX < apartPx) return false;
    lastX = x;
    return true;
  });
}
