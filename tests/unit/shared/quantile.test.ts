import { expect, test } from 'vitest';
import { median, quantile } from '../../../shared/quantile.ts';

test('a quantile lies in a line between its neighbours, as numpy.quantile has it', () => {
  const five = [10, 20, 30, 40, 50];
  expect([0, 0.25, 0.5, 0.75, 1].map((share) => quantile(five, share))).toEqual([10, 20, 30, 40, 50]);
  // Place 0.95 · 4 = 3.8; place 0.25 · 3 = 0.75.
  expect(quantile(five, 0.95)).toBeCloseTo(48, 12);
  expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
  expect(quantile([7], 0.3)).toBe(7);
  expect(quantile([], 0)).toBeNaN();
  expect(quantile([], 0.5)).toBeNaN();
});

test('the median of an even number is the mean of the two in the middle, whatever their order', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  // By number, not by letter.
  expect(median([10, 9, 100])).toBe(10);
  expect(median([])).toBeNaN();
});
