import { describe, expect, test } from 'vitest';
import { autonomyEstimate } from '../../../shared/autonomy-estimate.ts';
import { steeringFigures, usualLimits } from '../../../shared/steering-figures.ts';
import { steeringJerk } from '../../../shared/steering-jerk.ts';
import { steeringLag } from '../../../shared/steering-lag.ts';

const filled = (length: number, valueAt: (frame: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, frame) => valueAt(frame));

describe('lag', () => {
  const swing = (frame: number): number => Math.sin(frame / 7) + 0.5 * Math.sin(frame / 17 + 1);

  test('a prediction 6 frames of 50 ms late is 0.3 s behind', () => {
    const timeSecs = filled(600, (frame) => frame * 0.05);
    const lag = steeringLag(
      timeSecs,
      filled(600, swing),
      filled(600, (frame) => swing(frame - 6)),
    );
    expect(lag?.secs).toBeCloseTo(0.3, 2);
    expect(lag?.frames).toBeCloseTo(6, 1);
    expect(lag?.correlation).toBeGreaterThan(0.999);
  });

  test('one that is ahead by 3 is negative; without time it is told in frames', () => {
    expect(
      steeringLag(
        null,
        filled(600, swing),
        filled(600, (frame) => swing(frame + 3)),
      ),
    ).toMatchObject({
      secs: null,
      frames: expect.closeTo(-3, 1) as number,
    });
  });

  test('of a long drive stretches tell it', () => {
    const count = 100_000;
    const ofBoth = (at: number): Float64Array => filled(count, (frame) => swing(frame - at));
    expect(steeringLag(null, ofBoth(0), ofBoth(4))?.frames).toBeCloseTo(4, 1);
    expect(
      steeringLag(
        filled(count, (frame) => frame * 0.1),
        ofBoth(0),
        ofBoth(4),
      )?.secs,
    ).toBeCloseTo(0.4, 2);
  });

  test('what is constant, too short or not related has none', () => {
    expect(steeringLag(null, filled(600, swing), new Float64Array(600))).toBeNull();
    expect(steeringLag(null, filled(5, swing), filled(5, swing))).toBeNull();
    expect(
      steeringLag(
        null,
        filled(600, swing),
        filled(600, (frame) => (frame * 7919) % 13),
      ),
    ).toBeNull();
  });
});

describe('jerk', () => {
  test('of t² it is 2, of a straight line 0', () => {
    const timeSecs = filled(20, (frame) => frame * 0.1);
    expect(
      steeringJerk(
        timeSecs,
        timeSecs.map((secs) => secs ** 2),
      ),
    ).toBeCloseTo(2, 9);
    expect(
      steeringJerk(
        timeSecs,
        timeSecs.map((secs) => 3 * secs),
      ),
    ).toBeCloseTo(0, 9);
  });

  test('a zigzag of 0, 1 each half second turns by 2 / 0.25 s²', () => {
    // Slopes 2 and -2, half a second apart: 4 / 0.5.
    expect(steeringJerk([0, 0.5, 1, 1.5], [0, 1, 0, 1])).toBeCloseTo(8, 12);
  });

  test('lost frames, pauses and repeated times have no say', () => {
    expect(steeringJerk([0, 1, 2, 30, 31, 32], [0, 1, 2, 500, 500, 500])).toBeCloseTo(0, 12);
    expect(steeringJerk([0, 1, 1, 2, 3, 4], [0, 9, 0, 0, 0, 0])).toBeCloseTo(0, 12);
    expect(steeringJerk([0, 1], [0, 1])).toBeNull();
    expect(steeringJerk([0, 1, 2], [0, Number.NaN, 0])).toBeNull();
  });
});

describe('autonomy', () => {
  /** 60 s of 10 frames each; an error of 1 in the frames `first` to `last`. */
  const timeSecs = filled(601, (frame) => frame / 10);
  const withErrors = (...stretches: readonly (readonly [first: number, last: number])[]): Float64Array =>
    filled(601, (frame) => (stretches.some(([first, last]) => frame >= first && frame <= last) ? 1 : 0.1));
  const limits = { threshold: 0.5, leastSecs: 0.5 };

  test('one second of error in a minute costs 6 s of 60', () => {
    expect(autonomyEstimate(timeSecs, withErrors([100, 110]), limits)).toEqual({
      ...{ share: 0.9, interventions: 1, elapsedSecs: expect.closeTo(60, 6) as number },
      ...limits,
    });
  });

  test('shorter than asked for is none', () => {
    expect(autonomyEstimate(timeSecs, withErrors([100, 104]), limits)).toMatchObject({ share: 1, interventions: 0 });
    expect(autonomyEstimate(timeSecs, withErrors([100, 106]), limits)?.interventions).toBe(1);
  });

  test('what follows within 6 s is not charged again, what comes later is', () => {
    // Charged at 10.5 s, up to 16.5 s.
    expect(autonomyEstimate(timeSecs, withErrors([100, 110], [140, 150]), limits)?.interventions).toBe(1);
    expect(autonomyEstimate(timeSecs, withErrors([100, 110], [170, 180]), limits)?.interventions).toBe(2);
    // 20 s in one go: charged at 10.5 s, from 16.5 s at 17.0 s, from 23.0 s at 23.5 s; the end is 30 s, 30.0 s is charged too.
    expect(autonomyEstimate(timeSecs, withErrors([100, 290]), limits)?.interventions).toBe(3);
  });

  test('pauses and frames without an error are no time, and less than 6 s have no figure', () => {
    const [steady, calm] = [filled(9, (frame) => frame), new Float64Array(9)];
    expect(autonomyEstimate(steady, calm, limits)).toMatchObject({ share: 1, elapsedSecs: 8 });
    expect(
      autonomyEstimate(
        steady.map((secs) => (secs > 3 ? secs + 100 : secs)),
        calm,
        limits,
      )?.elapsedSecs,
    ).toBe(7);
    expect(autonomyEstimate(steady, calm.with(1, Number.NaN), limits)?.elapsedSecs).toBe(6);
    expect(autonomyEstimate(steady.subarray(0, 6), calm.subarray(0, 6), limits)).toBeNull();
  });

  test('an intervention near the end costs its 6 s in full, and the share is never below 0', () => {
    // At 0.5 s, and at 7 s: 12 s of 8.
    const [steady, off] = [filled(17, (frame) => frame / 2), new Float64Array(17).fill(1)];
    expect(autonomyEstimate(steady, off, limits)).toMatchObject({ share: 0, interventions: 2, elapsedSecs: 8 });
  });
});

describe('figures', () => {
  const limits = { deadBand: 0.1, threshold: 0.5, leastSecs: 0 };

  test('of a range, with the frame of the largest error and the sides', () => {
    const figures = steeringFigures(
      {
        timeSecs: null,
        recorded: Float64Array.of(0.5, -0.5, 0.05, 0.5, Number.NaN),
        predicted: Float64Array.of(0.5, 0.5, -0.5, -0.05, 0.9),
      },
      { straight: 0 },
      limits,
      { firstFrame: 100 },
    );
    // Only the second frame has two sides: in the third and fourth one of the two is straight on.
    expect(figures).toMatchObject({
      ...{ count: 4, maxError: 1, maxErrorFrame: 101, lag: null, autonomy: null },
      ...{ jerk: { recorded: null, predicted: null } },
      signErrors: { count: 1, share: 0.25, deadBand: 0.1 },
    });
  });

  test('sides are counted from a servo that is straight at 90', () => {
    const frames = { timeSecs: null, recorded: Float64Array.of(95, 85), predicted: Float64Array.of(85, 80) };
    expect(steeringFigures(frames, { straight: 90 }, { ...limits, deadBand: 1 })?.signErrors?.count).toBe(1);
  });

  test('two units leave what needs none', () => {
    const timeSecs = filled(200, (frame) => frame * 0.1);
    const recorded = filled(200, (frame) => Math.sin(frame / 5));
    const figures = steeringFigures(
      { timeSecs, recorded, predicted: recorded.map((value) => value * 40) },
      { straight: 0 },
      usualLimits('normalised'),
      { sameUnit: false },
    );
    expect(figures).toMatchObject({ mae: null, maxErrorFrame: null, signErrors: null, autonomy: null });
    expect(figures?.lag?.secs).toBeCloseTo(0, 3);
    expect(figures?.jerk.predicted).toBeCloseTo(40 * (figures?.jerk.recorded ?? 0), 6);
  });

  test('nothing recorded, nothing said', () => {
    const frames = { timeSecs: null, recorded: null, predicted: Float64Array.of(1) };
    expect(steeringFigures(frames, { straight: 0 }, limits)).toBeNull();
  });
});
