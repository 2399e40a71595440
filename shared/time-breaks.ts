/** A longer step than this and than `pauseInUsualSteps` usual ones is a pause of the recording. */
const minPauseSecs = 1;
const pauseInUsualSteps = 10;

/** Where the time of a drive does not go on as it should, before a frame. */
export interface TimeBreak {
  /** The first frame behind it. */
  readonly frame: number;
  /** `gap`: the recording paused; `step-back`: time runs backwards; `repeat`: the time of the frame before it, once more. */
  readonly kind: 'gap' | 'step-back' | 'repeat';
  /** How long the pause, or how far back; 0 for a repeat. */
  readonly secs: number;
}

/** Every break in the order of the frames. A frame without a time (NaN) breaks nothing. */
export function timeBreaks(timeSecs: ArrayLike<number>): TimeBreak[] {
  const pauseSecs = pauseLimitSecs(timeSecs);
  const breaks: TimeBreak[] = [];
  for (let frame = 1; frame < timeSecs.length; frame++) {
    const secs = (timeSecs[frame] ?? Number.NaN) - (timeSecs[frame - 1] ?? Number.NaN);
    if (secs > pauseSecs) breaks.push({ frame, kind: 'gap', secs });
    else if (secs < 0) breaks.push({ frame, kind: 'step-back', secs: -secs });
    else if (secs === 0) breaks.push({ frame, kind: 'repeat', secs: 0 });
  }
  return breaks;
}

/** Frames that do not go on from the one before them: behind a pause or a step back in time, and where a session begins. */
export function cutFrames(
  timeSecs: ArrayLike<number> | null,
  sessions: readonly { readonly firstFrame: number }[],
): number[] {
  const ofTime = timeBreaks(timeSecs ?? []).filter(({ kind }) => kind !== 'repeat');
  return [...ofTime.map(({ frame }) => frame), ...sessions.map(({ firstFrame }) => firstFrame)];
}

/** What is longer than this from one time to the next is a pause. */
export const pauseLimitSecs = (timeSecs: ArrayLike<number>): number =>
  Math.max(minPauseSecs, pauseInUsualSteps * usualStepSecs(timeSecs));

/** So many steps spread over a long drive tell the usual one. */
const stepsLookedAt = 20_000;

/** The middle one of the steps from one time to the next, those back in time aside; 0 where there is none. */
export function usualStepSecs(timeSecs: ArrayLike<number>): number {
  const stride = Math.ceil(timeSecs.length / stepsLookedAt);
  const steps: number[] = [];
  for (let at = 1; at < timeSecs.length; at += stride) {
    const step = (timeSecs[at] ?? Number.NaN) - (timeSecs[at - 1] ?? Number.NaN);
    if (step >= 0) steps.push(step);
  }
  return Float64Array.from(steps).sort()[Math.floor(steps.length / 2)] ?? 0;
}
