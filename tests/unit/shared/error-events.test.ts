import { expect, test } from 'vitest';
import { errorEvents, usualThreshold } from '../../../shared/error-events.ts';

const error = Float64Array.of(0, 2, -4, 3, 0, 0, 0, 5, 0, 2, 2, 0);
//                            0  1   2  3  4  5  6  7  8  9 10 11
const ofFrames = { threshold: 1, least: 1, mergeWithin: 0 };

test('stretches above the threshold, with peak and mean', () => {
  expect(errorEvents(error, ofFrames)).toEqual([
    { firstFrame: 1, lastFrame: 3, secs: null, peakFrame: 2, peak: -4, mean: 3 },
    { firstFrame: 7, lastFrame: 7, secs: null, peakFrame: 7, peak: 5, mean: 5 },
    { firstFrame: 9, lastFrame: 10, secs: null, peakFrame: 9, peak: 2, mean: 2 },
  ]);
});

test('short ones are left out; what equals the threshold is not above it', () => {
  expect(errorEvents(error, { ...ofFrames, least: 2 }).map(({ firstFrame }) => firstFrame)).toEqual([1, 9]);
  expect(errorEvents(error, { ...ofFrames, threshold: 2 }).map(({ firstFrame }) => firstFrame)).toEqual([2, 7]);
});

test('stretches close together are one, with what lies between in the mean', () => {
  // One frame below between 7 and 9; three between 3 and 7.
  const merged = errorEvents(error, { ...ofFrames, mergeWithin: 1 });
  expect(merged.map(({ firstFrame, lastFrame }) => [firstFrame, lastFrame])).toEqual([
    [1, 3],
    [7, 10],
  ]);
  expect(merged[1]).toMatchObject({ peakFrame: 7, peak: 5, mean: (5 + 0 + 2 + 2) / 4 });
  expect(errorEvents(error, { ...ofFrames, mergeWithin: 3 })).toHaveLength(1);
});

test('with time, durations are seconds and go to the end of the last frame', () => {
  const time = { secs: Float64Array.from({ length: 12 }, (_, frame) => frame * 0.1), stepSecs: 0.1 };
  const events = errorEvents(error, { threshold: 1, least: 0.2, mergeWithin: 0.1 }, { time });
  expect(events.map(({ secs }) => secs)).toEqual([expect.closeTo(0.3, 9), expect.closeTo(0.4, 9)]);
  expect(errorEvents(error, { threshold: 1, least: 0.35, mergeWithin: 0.1 }, { time })).toHaveLength(1);
});

test('none goes over a cut or beyond the range, and a frame without an error only waits', () => {
  const high = Float64Array.of(2, 2, Number.NaN, 2, 2);
  expect(errorEvents(high, { ...ofFrames, mergeWithin: 1 })).toMatchObject([{ firstFrame: 0, lastFrame: 4, mean: 2 }]);
  const cut = errorEvents(high, { ...ofFrames, mergeWithin: 9 }, { isCut: (frame) => frame === 3 });
  expect(cut).toMatchObject([
    { firstFrame: 0, lastFrame: 1 },
    { firstFrame: 3, lastFrame: 4 },
  ]);
  expect(errorEvents(high, ofFrames, { from: 1, to: 2 })).toMatchObject([{ firstFrame: 1, lastFrame: 1 }]);
});

test('the usual threshold is three times the middle |error|', () => {
  expect(usualThreshold(Float64Array.of(-0.1, 0.2, 5, Number.NaN, -0.01, 0.1))).toBe(0.3);
  // The median of an even number is the mean of the two in the middle.
  expect(usualThreshold([1, -3])).toBe(6);
  expect(usualThreshold([])).toBe(0);
});
