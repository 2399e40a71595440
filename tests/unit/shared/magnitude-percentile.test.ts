import { expect, test } from 'vitest';
import { magnitudePercentile } from '../../../shared/magnitude-percentile.ts';

const of = (...values: readonly number[]): Float32Array => Float32Array.from(values);

test('is one of the values, by nearest rank of the magnitudes', () => {
  const tenths = of(0.1, -0.2, 0.3, -0.4, 0.5, 0.6, -0.7, 0.8, 0.9, -1);
  expect(magnitudePercentile(tenths, 0.5)).toBeCloseTo(0.5, 6);
  // Nine of ten are at most 0.9, and more than nine only with the last.
  expect(magnitudePercentile(tenths, 0.9)).toBeCloseTo(0.9, 6);
  expect(magnitudePercentile(tenths, 0.91)).toBe(1);
  expect(magnitudePercentile(tenths, 0)).toBeCloseTo(0.1, 6);
});

test('leaves out what is no number', () => {
  expect(magnitudePercentile(of(Number.NaN, 2, -3, Number.NaN), 0.5)).toBe(2);
  expect(magnitudePercentile(of(Number.NaN, -Infinity, 3), 1)).toBe(Infinity);
  expect(magnitudePercentile(of(Number.NaN), 0.5)).toBeNaN();
  expect(magnitudePercentile(of(), 0.5)).toBeNaN();
});

test('is what sorting finds, for magnitudes far apart and next to each other', () => {
  const spread = Float32Array.from({ length: 10_000 }, (_, at) => Math.sin(at) * 10 ** ((at % 60) - 40));
  const close = Float32Array.from({ length: 10_000 }, (_, at) => 1 + ((at * 7919) % 10_000) * 2 ** -23);
  for (const values of [spread, close, spread.subarray(17, 4017)]) {
    const sorted = Float32Array.from(values, Math.abs).sort();
    for (const share of [0.01, 0.5, 0.99, 0.999])
      expect(magnitudePercentile(values, share)).toBe(sorted[Math.ceil(share * values.length) - 1]);
  }
});
