import { expect, test } from 'vitest';
import { alignFrames, alignSeries, combineAlignments } from '../../../shared/align-series.ts';

const shift = (
  times: readonly number[],
  values: readonly number[],
  offsetSecs: number,
  driftPpm = 0,
  starts: readonly number[] = [],
): number[] => [...alignSeries(values, alignFrames(times, { offsetSecs, driftPpm }, starts))];

test('numbers that come late are taken from later, between two neighbours', () => {
  expect(shift([0, 1, 2, 3], [10, 20, 40, 80], 0.25)).toEqual([12.5, 25, 50, NaN]);
  expect(shift([0, 1, 2, 3], [10, 20, 40, 80], 1)).toEqual([20, 40, 80, NaN]);
  expect(shift([0, 1, 2, 3], [10, 20, 40, 80], -0.5)).toEqual([NaN, 15, 30, 60]);
});

test('without a shift all stays as it is', () => {
  expect(shift([0, 1, 1, 2], [10, 20, 30, 40], 0)).toEqual([10, 30, 30, 40]);
  expect(shift([0, 1, 2], [10, NaN, 40], 0)).toEqual([10, NaN, 40]);
});

test('a clock that runs faster is further off from frame to frame', () => {
  // A tenth faster: 0, 1.1, 2.2, 3.3, …
  expect(shift([0, 1, 2, 3, 4], [0, 10, 20, 30, 40], 0, 100_000)).toEqual([0, 11, 22, 33, NaN].map(close));
});

test('the rate varies, and a missing number stays missing on either side', () => {
  expect(shift([0, 1, 3, 4], [0, 1, 3, NaN], 0.5)).toEqual([0.5, 1.5, NaN, NaN]);
  expect(shift([0, NaN, 3, 4], [0, 1, 3, 4], 0.5)).toEqual([0.5, NaN, 3.5, NaN].map(close));
});

test('nothing is taken from a pause, yet from behind it', () => {
  const times = [0, 0.1, 0.2, 5.2, 5.3, 5.4];
  expect(shift(times, [0, 1, 2, 3, 4, 5], 0.05)).toEqual([0.5, 1.5, NaN, 3.5, 4.5, NaN].map(close));
  expect(shift(times, [0, 1, 2, 3, 4, 5], 5.15)).toEqual([NaN, 3.5, 4.5, NaN, NaN, NaN].map(close));
});

test('nothing is taken from another session, nor from behind a step back in time', () => {
  expect(shift([0, 1, 2, 1.5, 2.5], [0, 10, 20, 30, 40], 0.5)).toEqual([5, 15, NaN, 35, NaN]);
  expect(shift([0, 1, 2, 3], [0, 10, 20, 30], 0.5, 0, [0, 2])).toEqual([5, NaN, 25, NaN]);
});

test('two alignments are one after the other', () => {
  const [first, second] = [
    { offsetSecs: 0.5, driftPpm: 20_000 },
    { offsetSecs: -1, driftPpm: 50_000 },
  ];
  // The numbers of 10 s are those of 10 - 1 + 0.5 = 9.5 s, which are those of 9.5 + 0.5 + 0.19 s.
  const { offsetSecs, driftPpm } = combineAlignments(first, second);
  expect(10 + offsetSecs + (10 * driftPpm) / 1e6).toBeCloseTo(10.19, 10);
});

function close(value: number): number {
  return Number.isNaN(value) ? NaN : (expect.closeTo(value, 9) as unknown as number);
}
