import { expect, test } from 'vitest';
import { roundStep } from '../../../shared/annotate/nice-ticks.ts';
import { binOf, errorHistogram, nextInBin } from '../../../shared/error-histogram.ts';

test('widths are round numbers', () => {
  expect([0.011, 0.02, 0.021, 0.7, 1, 130].map(roundStep)).toEqual([0.02, 0.02, 0.05, 1, 1, 200]);
});

test('bins lie around 0, as many to the left as to the right', () => {
  // Largest 2: 4 / 41 is 0.0976, rounded up to 0.1.
  const error = Float64Array.of(2, -0.04, 0.04, 0.06, -0.3, Number.NaN, Number.POSITIVE_INFINITY);
  const histogram = errorHistogram(error, { from: 3, to: 99 })!;
  expect(histogram).toMatchObject({ width: expect.closeTo(0.1, 12) as number, reach: 20 });
  expect(histogram.counts).toHaveLength(41);
  expect([histogram.counts[20], histogram.counts[21], histogram.counts[17], histogram.counts[40]]).toEqual([
    2, 1, 1, 1,
  ]);
  expect(histogram.counts.reduce((sum, count) => sum + count)).toBe(5);
  expect(histogram.inRange.reduce((sum, count) => sum + count)).toBe(2);
  expect(binOf(histogram, -2)).toBe(0);
  expect(binOf(histogram, Number.NaN)).toBe(-1);
});

test('without an error there is none; with nothing but 0 there is one bin', () => {
  expect(errorHistogram(Float64Array.of(Number.NaN), null)).toBeNull();
  expect(errorHistogram(Float64Array.of(0, 0), null)).toMatchObject({ reach: 0, counts: Uint32Array.of(2) });
});

test('the next frame of a bin, round the end', () => {
  const error = Float64Array.of(1, 0, 1, 0, 0);
  const bins = { width: 1, reach: 1 };
  expect(nextInBin(error, bins, 2, 0, 1)).toBe(2);
  expect(nextInBin(error, bins, 2, 2, 1)).toBe(0);
  expect(nextInBin(error, bins, 2, 0, -1)).toBe(2);
  expect(nextInBin(error, bins, 0, 0, 1)).toBeNull();
});
