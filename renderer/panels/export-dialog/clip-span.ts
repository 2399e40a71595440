/** Frames, both ends included. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/** Times of frames, in seconds; where a log has none, as they are played. */
interface FrameTimes {
  secsAt(frame: number): number;
  /** The frame that is shown at a time. */
  frameAt(secs: number): number;
}

/** `lengthSecs` with `frame` in the middle, or as near to it as the drive's ends allow. */
export function spanAround(frame: number, lengthSecs: number, lastFrame: number, clock: FrameTimes): Span {
  const [startSecs, endSecs] = [clock.secsAt(0), clock.secsAt(lastFrame)];
  const latestSecs = Math.max(startSecs, endSecs - lengthSecs);
  const fromSecs = Math.min(Math.max(clock.secsAt(frame) - lengthSecs / 2, startSecs), latestSecs);
  return { first: clock.frameAt(fromSecs), last: clock.frameAt(fromSecs + lengthSecs) };
}
