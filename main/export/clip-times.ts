import type { Problem } from '../../shared/problem.ts';

/** Seconds a frame stays on screen where the drive says nothing usable. */
export const assumedStepSecs = 1 / 20;
/** No camera of a car is faster; a log that claims so was stamped when it was converted. */
const fastestStepSecs = 1 / 240;
/** A longer pause in the recording is cut to this, so that the clip does not stand still. */
const longestStepSecs = 1;

export interface ClipTimes {
  /** When each frame appears, in seconds from the clip's start; ascending by at least 1/240 s. */
  readonly startSecs: Float64Array;
  /** How long the last frame stays. */
  readonly lastStepSecs: number;
  /** What had to be changed. */
  readonly problems: readonly Problem[];
}

/**
 * Times of the frames `from` to `to` (exclusive) in a clip: the drive's own, except where they stand still, jump back,
 * or pause for more than a second.
 *
 * @param timeSecs of all frames of the drive; null when it has no time.
 */
export function clipTimes(timeSecs: Float64Array | null, from: number, to: number): ClipTimes {
  const count = to - from;
  const steps = Float64Array.from({ length: Math.max(count - 1, 0) }, (_, index) =>
    timeSecs ? (timeSecs[from + index + 1] ?? Number.NaN) - (timeSecs[from + index] ?? Number.NaN) : Number.NaN,
  );
  const usual = usualStep(steps);
  const problems: Problem[] = [];
  if (usual === null && count > 1) problems.push(constantRate(timeSecs !== null));
  const step = usual ?? assumedStepSecs;
  const startSecs = new Float64Array(count);
  const [backward, long] = [[] as number[], [] as number[]];
  for (let at = 1; at < count; at++) {
    const recorded = usual === null ? step : (steps[at - 1] as number);
    if (!(recorded >= fastestStepSecs)) backward.push(from + at);
    else if (recorded > longestStepSecs) long.push(from + at);
    const shown = recorded >= fastestStepSecs ? Math.min(recorded, longestStepSecs) : step;
    startSecs[at] = (startSecs[at - 1] as number) + shown;
  }
  if (backward.length > 0)
    problems.push(
      changed('time-not-ascending', backward, 'does not move forward', `${step.toFixed(3)} s, the usual step`),
    );
  if (long.length > 0) problems.push(changed('time-gap', long, 'pauses', `${longestStepSecs} s`));
  return { startSecs, lastStepSecs: step, problems };
}

/** Median of the steps forward; null when there are none or they are no real time. */
function usualStep(steps: Float64Array): number | null {
  const forward = steps.filter((step) => step > 0 && step < Infinity).sort();
  const median = forward[Math.floor(forward.length / 2)];
  return median === undefined || median < fastestStepSecs ? null : Math.min(median, longestStepSecs);
}

function constantRate(hasTime: boolean): Problem {
  const reason = hasTime ? "The drive's times are not those of a camera" : 'The drive has no time';
  return {
    severity: 'info',
    code: 'time-assumed',
    message: `${reason}, so the clip shows ${1 / assumedStepSecs} frames a second.`,
    place: null,
    frame: null,
  };
}

function changed(code: string, frames: readonly number[], what: string, shown: string): Problem {
  const [first = 0] = frames;
  const where = frames.length === 1 ? `before frame ${first}` : `before ${frames.length} frames, first ${first}`;
  return {
    severity: 'info',
    code,
    message: `The drive's time ${what} ${where}; the clip takes ${shown} there.`,
    place: `frame ${first}`,
    frame: first,
  };
}
