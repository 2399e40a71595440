import { expect, test } from 'vitest';
import { cutFrames, pauseLimitSecs, timeBreaks } from '../../../shared/time-breaks.ts';

test('pauses, steps back and repeated times, each before its frame', () => {
  expect(timeBreaks([0, 0.1, 0.2, 5.2, 5.3, 5.3, 5.4, 5, 5.1])).toEqual([
    { frame: 3, kind: 'gap', secs: 5 },
    { frame: 5, kind: 'repeat', secs: 0 },
    { frame: 7, kind: 'step-back', secs: expect.closeTo(0.4, 10) },
  ]);
});

test('what begins anew: behind a pause, a step back, in another session', () => {
  expect(cutFrames([0, 0.1, 0.2, 5, 5, 4.9], [{ firstFrame: 0 }, { firstFrame: 1 }])).toEqual([3, 5, 0, 1]);
  expect(cutFrames(null, [{ firstFrame: 4 }])).toEqual([4]);
});

test('even times have none, whatever their rate', () => {
  expect(timeBreaks([0, 3, 6, 9, 12])).toEqual([]);
  expect(timeBreaks(Float64Array.from({ length: 100 }, (_, frame) => frame * 1e-4))).toEqual([]);
  expect(timeBreaks([])).toEqual([]);
  expect(timeBreaks([7])).toEqual([]);
});

test('a pause is longer than a second and than ten usual steps', () => {
  expect(pauseLimitSecs([0, 0.05, 0.1])).toBe(1);
  expect(pauseLimitSecs([0, 0.5, 1, 1.5])).toBe(5);
  expect(timeBreaks([0, 0.5, 1, 5.9, 6.4]).map(({ kind }) => kind)).toEqual([]);
  expect(timeBreaks([0, 0.5, 1, 6.1, 6.6]).map(({ kind }) => kind)).toEqual(['gap']);
});

test('frames without a time break nothing', () => {
  expect(timeBreaks([0, NaN, 20, 20.1, NaN, NaN, 3])).toEqual([]);
});
