import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { alignFrames, alignSeries } from '../../../shared/align-series.ts';
import { estimateAlignment } from '../../../shared/estimate-alignment.ts';
import { realData } from '../../support/real-data.ts';

/** 0..1, the same in every run (Numerical Recipes' generator). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

/** About a normal distribution. */
const noiseOf = (random: () => number) => (): number =>
  Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);

/** A road: bends of 2 to 50 s, of size 1. */
function road(random: () => number): (secs: number) => number {
  const waves = Array.from({ length: 40 }, () => [0.13 + 3 * random() ** 2, 7 * random()] as const);
  return (secs) => waves.reduce((sum, [speed, phase]) => sum + Math.sin(speed * secs + phase), 0) / Math.sqrt(20);
}

interface Synthetic {
  readonly count: number;
  readonly framesPerSec?: number;
  readonly offsetSecs?: number;
  readonly driftPpm?: number;
  /** Beside a signal of size 1. */
  readonly noise?: number;
  /** Of a frame's step. */
  readonly jitter?: number;
  readonly seed?: number;
}

/** Frames of a network that sees the road, and a wheel whose numbers come late. */
function synthetic(options: Synthetic) {
  const { count, framesPerSec = 20, offsetSecs = 0, driftPpm = 0, noise = 0.3, jitter = 0.3, seed = 1 } = options;
  const random = randomNumbers(seed);
  const bend = road(random);
  const gauss = noiseOf(random);
  const timeSecs = Float64Array.from({ length: count }, (_, frame) => (frame + jitter * random()) / framesPerSec);
  // The wheel of time t is recorded at t + offset + t * drift.
  const recorded = timeSecs.map((secs) => 25 * bend((secs - offsetSecs) / (1 + driftPpm / 1e6)));
  const predicted = timeSecs.map((secs) => bend(secs) + noise * gauss());
  return { timeSecs, recorded, predicted };
}

const estimateOf = ({ timeSecs, recorded, predicted }: ReturnType<typeof synthetic>) =>
  estimateAlignment(timeSecs, recorded, predicted);

describe('an offset', () => {
  test.each([
    { offsetSecs: 0.35, framesPerSec: 20, count: 2_000 },
    { offsetSecs: -1.2, framesPerSec: 20, count: 2_000 },
    { offsetSecs: 0, framesPerSec: 20, count: 2_000 },
    { offsetSecs: 4.5, framesPerSec: 60, count: 6_000 },
    { offsetSecs: 0.5, framesPerSec: 4, count: 600 },
    { offsetSecs: 0.35, framesPerSec: 20, count: 1_000, jitter: 0.9 },
  ])('of $offsetSecs s is found at $framesPerSec frames/s', (options) => {
    const estimate = estimateOf(synthetic(options))!;
    expect(Math.abs(estimate.offsetSecs - options.offsetSecs)).toBeLessThan(0.02);
    expect(estimate.driftPpm).toBe(0);
    expect(estimate.correlation).toBeGreaterThan(0.94);
  });

  test('comes with the agreement before and after', () => {
    const { correlation, correlationNow } = estimateOf(synthetic({ offsetSecs: 0.6, count: 2_000, noise: 0 }))!;
    expect(correlation).toBeGreaterThan(0.995);
    expect(correlationNow).toBeLessThan(0.85);
  });

  test('is found through missing numbers, pauses and steps back in time', () => {
    const frames = synthetic({ offsetSecs: 0.35, count: 3_000 });
    for (let frame = 0; frame < 3_000; frame += 7) frames.predicted[frame] = Number.NaN;
    frames.recorded.fill(Number.NaN, 400, 500);
    // Paused by ten minutes, then set back by an hour.
    for (let frame = 1_000; frame < 3_000; frame++) frames.timeSecs[frame]! += 600;
    for (let frame = 2_000; frame < 3_000; frame++) frames.timeSecs[frame]! -= 3_600;
    expect(estimateOf(frames)!.offsetSecs).toBeCloseTo(0.35, 2);
  });

  test('is what the numbers need: aligned by it, they agree', () => {
    const frames = synthetic({ offsetSecs: 0.4, count: 2_000, noise: 0.1 });
    const recorded = Float64Array.from(alignSeries(frames.recorded, alignFrames(frames.timeSecs, estimateOf(frames)!)));
    expect(Math.abs(estimateOf({ ...frames, recorded })!.offsetSecs)).toBeLessThan(0.005);
  });
});

describe('drift', () => {
  test('of 200 ppm is found beside the offset', () => {
    const { offsetSecs, driftPpm } = estimateOf(synthetic({ offsetSecs: 0.35, driftPpm: 200, count: 40_000 }))!;
    expect(offsetSecs).toBeCloseTo(0.35, 1);
    expect(Math.abs(driftPpm - 200)).toBeLessThan(10);
  });

  test('that smears the agreement over the whole drive is found too', () => {
    const estimate = estimateOf(synthetic({ offsetSecs: -2, driftPpm: 2_500, count: 30_000 }))!;
    expect(estimate.offsetSecs).toBeCloseTo(-2, 1);
    expect(Math.abs(estimate.driftPpm - 2_500)).toBeLessThan(20);
    expect(estimate.correlation).toBeGreaterThan(0.9);
    expect(estimate.correlationNow).toBeLessThan(0.5);
  });

  test('where there is none is none', () => {
    for (const seed of [1, 2, 3, 4, 5])
      expect(estimateOf(synthetic({ offsetSecs: 0.35, count: 10_000, seed, noise: 0.5 }))!.driftPpm).toBe(0);
  });
});

describe('nothing is said', () => {
  const long = { count: 2_000 };
  test('of a straight road', () => {
    const frames = synthetic(long);
    expect(estimateOf({ ...frames, recorded: frames.recorded.fill(3) })).toBeNull();
    expect(estimateOf({ ...frames, predicted: frames.predicted.fill(0.1) })).toBeNull();
    expect(estimateOf({ ...frames, predicted: frames.predicted.fill(Number.NaN) })).toBeNull();
  });

  test('of series that have nothing in common', () => {
    for (let seed = 1; seed <= 20; seed++)
      expect(
        estimateOf({ ...synthetic({ ...long, seed }), predicted: synthetic({ ...long, seed: seed + 100 }).predicted }),
      ).toBeNull();
  });

  test('of a few frames, of none, and of a clock that stands still', () => {
    expect(estimateOf(synthetic({ count: 60 }))).toBeNull();
    expect(estimateOf(synthetic({ count: 1 }))).toBeNull();
    expect(estimateOf(synthetic({ count: 0 }))).toBeNull();
    expect(estimateOf({ ...synthetic(long), timeSecs: new Float64Array(2_000) })).toBeNull();
    expect(estimateOf({ ...synthetic(long), timeSecs: new Float64Array(2_000).fill(Number.NaN) })).toBeNull();
  });

  test('of an offset beyond what is looked at', () => {
    expect(estimateOf(synthetic({ offsetSecs: 60, count: 4_000 }))).toBeNull();
  });

  test('of a slalom, which agrees with itself a whole swing off', () => {
    const { timeSecs } = synthetic(long);
    const slalom = timeSecs.map((secs) => Math.sin(secs * 2 * Math.PI * 0.4));
    expect(estimateAlignment(timeSecs, slalom, slalom)).toBeNull();
  });

  test('of a network that steers the other way', () => {
    const frames = synthetic(long);
    expect(estimateOf({ ...frames, predicted: frames.predicted.map((value) => -value) })).toBeNull();
  });
});

const predictions = realData('reference_predictions.json');

test.skipIf(predictions === null)('a known offset of a real drive is found within half a frame', () => {
  interface Reference {
    readonly dataset: string;
    readonly recorded: readonly number[];
    readonly predicted: readonly number[];
  }
  const references = JSON.parse(readFileSync(predictions!, 'utf8')) as readonly Reference[];
  const { recorded, predicted } = references.find(({ dataset }) => dataset.includes('palevich'))!;
  // Every other record of a drive at 20 Hz.
  const timeSecs = Float64Array.from(recorded, (_, frame) => frame * 0.1);
  const estimate = (series: ArrayLike<number>): number =>
    estimateAlignment(timeSecs, Float64Array.from(series), Float64Array.from(predicted))!.offsetSecs;
  const own = estimate(recorded);
  expect(Math.abs(own)).toBeLessThan(0.05);
  for (const offsetSecs of [-0.73, -0.1, 0.05, 0.35, 1.2]) {
    const late = alignSeries(recorded, alignFrames(timeSecs, { offsetSecs: -offsetSecs, driftPpm: 0 }));
    expect(Math.abs(estimate(late) - own - offsetSecs)).toBeLessThan(0.05);
  }
});
