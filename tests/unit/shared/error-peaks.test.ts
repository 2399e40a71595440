import { expect, test } from 'vitest';
import { errorPeaks, framesApart, worstPeaks } from '../../../shared/error-peaks.ts';

const frames = (error: readonly number[], apart: number, from?: number, to?: number): number[] =>
  errorPeaks(Float64Array.from(error), apart, from, to).map(({ frame }) => frame);

test('the largest within so many frames to either side', () => {
  //             0  1  2   3  4  5  6  7
  const error = [1, 3, 2, -4, 1, 0, 2, 1];
  expect(frames(error, 1)).toEqual([1, 3, 6]);
  expect(frames(error, 2)).toEqual([3, 6]);
  expect(frames(error, 3)).toEqual([3]);
  expect(errorPeaks(Float64Array.from(error), 3)).toEqual([{ frame: 3, error: -4 }]);
});

test('of equal ones the first; the next is further off than `apart`', () => {
  expect(frames([2, 2, 2, 2, 2], 1)).toEqual([0]);
  expect(frames([2, 0, 0, 2], 2)).toEqual([0, 3]);
  expect(frames([2, 0, 2], 2)).toEqual([0]);
});

test('a shoulder beside a peak is none, however far it reaches', () => {
  expect(frames([9, 8, 7, 6, 5, 4], 2)).toEqual([0]);
});

test('no error and no number make no peak', () => {
  expect(frames([0, 0, 0], 1)).toEqual([]);
  expect(frames([Number.NaN, 1, Number.NaN], 1)).toEqual([1]);
  expect(frames([Number.POSITIVE_INFINITY, 1], 1)).toEqual([1]);
  expect(frames([], 5)).toEqual([]);
});

test('within a range only what lies in it counts', () => {
  expect(frames([9, 1, 2, 1, 9], 3, 1, 4)).toEqual([2]);
  expect(frames([1, 2, 3], 50)).toEqual([2]);
});

test('agrees with looking at every window, on any numbers', () => {
  let seed = 1;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const error = Array.from({ length: 500 }, () => Math.round((random() - 0.5) * 20));
  const apart = 7;
  const slow = error.flatMap((value, frame) => {
    const around = error.slice(Math.max(0, frame - apart), frame + apart + 1).map(Math.abs);
    const before = error.slice(Math.max(0, frame - apart), frame).map(Math.abs);
    const isPeak = value !== 0 && Math.abs(value) === Math.max(...around) && !before.includes(Math.abs(value));
    return isPeak ? [frame] : [];
  });
  expect(slow.length).toBeGreaterThan(10);
  expect(frames(error, apart)).toEqual(slow);
});

test('the worst come first, of equal ones the earlier', () => {
  const peaks = [
    { frame: 10, error: 1 },
    { frame: 40, error: -3 },
    { frame: 70, error: 3 },
    { frame: 99, error: 2 },
  ];
  expect(worstPeaks(peaks, 3).map(({ frame }) => frame)).toEqual([40, 70, 99]);
});

test('apart by a second, or by 20 frames', () => {
  expect(framesApart(0.05)).toBe(20);
  expect(framesApart(1 / 60)).toBe(60);
  expect(framesApart(3)).toBe(1);
  expect(framesApart(0)).toBe(20);
});
