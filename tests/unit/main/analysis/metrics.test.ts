import { expect, test } from 'vitest';
import { steeringMetrics } from '../../../../main/analysis/metrics.ts';

test('errors and correlation of three frames', () => {
  // Errors 1, 0 and -1; deviations from the means (-1, 0, 1) and (0, 0, 0).
  expect(steeringMetrics([0, 1, 2], [1, 1, 1])).toEqual({
    count: 3,
    mae: 2 / 3,
    rmse: Math.sqrt(2 / 3),
    pearsonR: null,
  });
  expect(steeringMetrics([0, 1, 2], [5, 3, 1])?.pearsonR).toBeCloseTo(-1, 12);
  // Covariance 1/3 · (1·1) = … by hand: x = -1, 0, 1; y = -2/3, 1/3, 1/3 → 1 / sqrt(2 · 2/3).
  expect(steeringMetrics([0, 1, 2], [0, 1, 1])?.pearsonR).toBeCloseTo(1 / Math.sqrt(4 / 3), 12);
});

test('frames without both numbers stay out', () => {
  expect(steeringMetrics([0, Number.NaN, 4, 1], [0, 7, 1, Number.POSITIVE_INFINITY])).toMatchObject({
    count: 2,
    mae: 1.5,
  });
});

test('nothing to compare is null, and equal numbers have no correlation', () => {
  expect(steeringMetrics(null, [1])).toBeNull();
  expect(steeringMetrics([Number.NaN], [1])).toBeNull();
  // 0.1 three times: the mean is not exactly 0.1, so a variance would not be exactly 0.
  expect(steeringMetrics([0.1, 0.1, 0.1], [1, 2, 3])?.pearsonR).toBeNull();
});
