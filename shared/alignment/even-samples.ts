import { cutFrames, pauseLimitSecs } from '../time-breaks.ts';

/** Two series at even steps: the stretches between pauses one after the other, with NaN between them. */
export interface EvenSamples {
  readonly stepSecs: number;
  /** Of each sample, on the clock of the drive; NaN between stretches. */
  readonly timeSecs: Float64Array;
  readonly recorded: Float64Array;
  readonly predicted: Float64Array;
}

/** One number a frame; NaN where missing. */
export type Frames = Pick<EvenSamples, 'timeSecs' | 'recorded' | 'predicted'>;

/** Less of a stretch says nothing. */
const shortestStretchSecs = 2;

/**
 * The mean of the frames in each step; a straight line over steps without a frame.
 * @param apartSecs at least so much NaN between two stretches.
 */
export function evenSamples(frames: Frames, stepSecs: number, apartSecs: number): EvenSamples {
  const { timeSecs } = frames;
  const limitSteps = pauseLimitSecs(timeSecs) / stepSecs;
  const apart = Math.ceil(apartSecs / stepSecs);
  const stretches = stretchesOf(timeSecs).filter(({ start, end }) => end - start >= shortestStretchSecs);
  const sizes = stretches.map(({ start, end }) => Math.round((end - start) / stepSecs) + 1);
  const count = sizes.reduce((sum, size) => sum + size + apart, 0);
  const even = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  const samples = { stepSecs, timeSecs: even(), recorded: even(), predicted: even() };
  let offset = 0;
  for (const [index, stretch] of stretches.entries()) {
    const size = sizes[index]!;
    for (let step = 0; step < size; step++) samples.timeSecs[offset + step] = stretch.start + step * stepSecs;
    for (const name of ['recorded', 'predicted'] as const) {
      const into = samples[name].subarray(offset, offset + size);
      averageInto(into, timeSecs, frames[name], stretch, stepSecs);
      bridge(into, limitSteps);
    }
    offset += size + apart;
  }
  return samples;
}

interface Stretch {
  /** Frames `first` to `behind`, exclusive. */
  readonly first: number;
  readonly behind: number;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
}

/** Frames between two pauses or steps back. */
function stretchesOf(timeSecs: Float64Array): Stretch[] {
  const firsts = [0, ...cutFrames(timeSecs, [])];
  return firsts.map((first, index) => {
    const behind = firsts[index + 1] ?? timeSecs.length;
    // A frame without a time may hide a step back.
    let [start, end] = [Infinity, -Infinity];
    for (let frame = first; frame < behind; frame++) {
      const secs = timeSecs[frame]!;
      if (secs < start) start = secs;
      if (secs > end) end = secs;
    }
    return { first, behind, start, end };
  });
}

function averageInto(
  into: Float64Array,
  timeSecs: Float64Array,
  values: Float64Array,
  { first, behind, start }: Stretch,
  stepSecs: number,
): void {
  const counts = new Uint32Array(into.length);
  for (let frame = first; frame < behind; frame++) {
    const value = values[frame]!;
    const step = Math.round((timeSecs[frame]! - start) / stepSecs);
    if (!Number.isFinite(value) || !(step >= 0 && step < into.length)) continue;
    into[step] = (counts[step] === 0 ? 0 : into[step]!) + value;
    counts[step]! += 1;
  }
  for (let step = 0; step < into.length; step++) if (counts[step]! > 1) into[step]! /= counts[step]!;
}

/** A straight line where no more than `limit` steps lie between two numbers. */
function bridge(values: Float64Array, limit: number): void {
  let before = -1;
  for (let at = 0; at < values.length; at++) {
    if (Number.isNaN(values[at])) continue;
    const steps = at - before;
    if (before >= 0 && steps > 1 && steps <= limit)
      for (let between = 1; between < steps; between++)
        values[before + between] = values[before]! + ((values[at]! - values[before]!) * between) / steps;
    before = at;
  }
}
