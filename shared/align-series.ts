import type { Alignment } from './drive-mapping.ts';
import { pauseLimitSecs } from './time-breaks.ts';

/** Which recorded numbers belong to each frame: those of frame `before` and, by `share` (0..1), of frame `after`. */
export interface AlignedFrames {
  /** -1 where nothing was recorded at that time. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly share: Float64Array;
}

/**
 * Where the numbers of each frame lie among the frames' own: those of time t at `t + offsetSecs + t * driftPpm / 1e6`,
 * between two neighbours. Nothing outside what was recorded, in a pause, and from another session or from behind a step back
 * in time.
 * @param timeSecs of the frames, since the first; NaN where a time is missing.
 * @param sessionStarts first frames of sessions.
 */
export function alignFrames(
  timeSecs: ArrayLike<number>,
  { offsetSecs, driftPpm }: Alignment,
  sessionStarts: Iterable<number> = [],
): AlignedFrames {
  const count = timeSecs.length;
  const aligned = {
    before: new Int32Array(count).fill(-1),
    after: new Int32Array(count).fill(-1),
    share: new Float64Array(count),
  };
  const limitSecs = pauseLimitSecs(timeSecs);
  for (const run of runsForward(timeSecs, new Set(sessionStarts))) {
    const secsOf = (place: number): number => timeSecs[run[place] ?? -1] ?? Number.NaN;
    let place = 0;
    for (const frame of run) {
      const secs = timeSecs[frame]!;
      const wanted = secs + offsetSecs + (secs * driftPpm) / 1e6;
      while (place + 1 < run.length && secsOf(place + 1) <= wanted) place += 1;
      const start = secsOf(place);
      const stepSecs = secsOf(place + 1) - start;
      // Behind the last sample the step is NaN.
      const isBetween = wanted > start && stepSecs <= limitSecs;
      if (wanted !== start && !isBetween) continue;
      aligned.before[frame] = run[place]!;
      aligned.after[frame] = run[isBetween ? place + 1 : place]!;
      aligned.share[frame] = isBetween ? (wanted - start) / stepSecs : 0;
    }
  }
  return aligned;
}

/** The frames with a time, in stretches in which time does not run backwards. */
function* runsForward(timeSecs: ArrayLike<number>, starts: ReadonlySet<number>): Generator<readonly number[]> {
  let run: number[] = [];
  let last = -Infinity;
  for (let frame = 0; frame < timeSecs.length; frame++) {
    const secs = timeSecs[frame]!;
    if (starts.has(frame) || secs < last) {
      yield run;
      run = [];
      last = -Infinity;
    }
    if (Number.isNaN(secs)) continue;
    run.push(frame);
    last = secs;
  }
  yield run;
}

/** A series of the frames brought to where the numbers belong; NaN where there is none. */
export function alignSeries(values: ArrayLike<number>, { before, after, share }: AlignedFrames): Float64Array {
  const result = new Float64Array(before.length);
  for (let frame = 0; frame < result.length; frame++) {
    const value = values[before[frame]!] ?? Number.NaN;
    const part = share[frame]!;
    result[frame] = part === 0 ? value : value * (1 - part) + (values[after[frame]!] ?? Number.NaN) * part;
  }
  return result;
}

/** One alignment in use and a further one, found in the numbers that it gave, as one. */
export const combineAlignments = (inUse: Alignment, further: Alignment): Alignment => {
  const rate = 1 + inUse.driftPpm / 1e6;
  return {
    // Numbers of time t are those of u = t + further, which are those of u + inUse.
    offsetSecs: inUse.offsetSecs + further.offsetSecs * rate,
    driftPpm: inUse.driftPpm + further.driftPpm * rate,
  };
};
