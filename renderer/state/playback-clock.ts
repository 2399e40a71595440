/** When the log has no time, frames are played at this rate. */
const assumedFramesPerSec = 20;
/** A pause longer than this many usual steps is a gap in the recording, not a moment to wait through. */
const gapInSteps = 10;

/** Maps frames to playing time and back: the log's own time, with gaps and steps backwards replaced by a usual step. */
export interface PlaybackClock {
  /** Playing time of the last frame, in seconds. */
  readonly durationSecs: number;
  /** From one frame to the next, mostly. */
  readonly usualSecs: number;
  /** The log says nothing of time: frames are played at a rate of ours. */
  readonly isAssumed: boolean;
  /** Playing time of a frame, in seconds from the first. */
  secsAt(frame: number): number;
  /** The frame on show at a playing time, 0..frameCount-1. */
  frameAt(secs: number): number;
}

/** Null when the times of no two frames differ. */
function usualStep(timeSecs: Float64Array): number | null {
  const steps: number[] = [];
  const stride = Math.max(1, Math.floor(timeSecs.length / 2000));
  for (let frame = stride; frame < timeSecs.length; frame += stride) {
    const step = ((timeSecs[frame] ?? 0) - (timeSecs[frame - stride] ?? 0)) / stride;
    if (step > 0) steps.push(step);
  }
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? null;
}

/** @param timeSecs real times of the frames, in seconds; null when the log has none. */
export function makePlaybackClock(timeSecs: Float64Array | null, frameCount: number): PlaybackClock {
  const lastFrame = Math.max(0, frameCount - 1);
  const usual = timeSecs && usualStep(timeSecs);
  if (!timeSecs || usual === null)
    return {
      durationSecs: lastFrame / assumedFramesPerSec,
      usualSecs: 1 / assumedFramesPerSec,
      isAssumed: true,
      secsAt: (frame) => frame / assumedFramesPerSec,
      frameAt: (secs) => Math.min(lastFrame, Math.max(0, Math.floor(secs * assumedFramesPerSec + 1e-9))),
    };
  const playingSecs = new Float64Array(frameCount);
  for (let frame = 1; frame < frameCount; frame++) {
    const step = (timeSecs[frame] ?? Number.NaN) - (timeSecs[frame - 1] ?? Number.NaN);
    const playable = step > 0 && step <= usual * gapInSteps;
    playingSecs[frame] = (playingSecs[frame - 1] ?? 0) + (playable ? step : usual);
  }
  return {
    durationSecs: playingSecs[lastFrame] ?? 0,
    usualSecs: usual,
    isAssumed: false,
    secsAt: (frame) => playingSecs[Math.min(lastFrame, Math.max(0, frame))] ?? 0,
    frameAt: (secs) => lastIndexAtMost(playingSecs, secs + 1e-9),
  };
}

/** Last index whose value is at most `limit` in a rising array; 0 when all are above. */
function lastIndexAtMost(rising: Float64Array, limit: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rising[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
