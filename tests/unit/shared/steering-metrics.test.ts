import { expect, test } from 'vitest';
import { steeringMetrics } from '../../../shared/steering-metrics.ts';

test('errors and correlation of three frames', () => {
  // Errors 1, 0 and -1; deviations from the means (-1, 0, 1) and (0, 0, 0).
  expect(steeringMetrics([0, 1, 2], [1, 1, 1])).toEqual({
    count: 3,
    mae: 2 / 3,
    rmse: Math.sqrt(2 / 3),
    maxError: 1,
    bias: 0,
    // 1 - (1 + 0 + 1) / (1 + 0 + 1): no better than the mean of what was recorded.
    r2: 0,
    pearsonR: null,
  });
  expect(steeringMetrics([0, 1, 2], [5, 3, 1])?.pearsonR).toBeCloseTo(-1, 12);
  // Covariance 1/3 · (1·1) = … by hand: x = -1, 0, 1; y = -2/3, 1/3, 1/3 → 1 / sqrt(2 · 2/3).
  expect(steeringMetrics([0, 1, 2], [0, 1, 1])?.pearsonR).toBeCloseTo(1 / Math.sqrt(4 / 3), 12);
});

test('bias, largest error and R² of a prediction that is off by a half, and of one turned round', () => {
  // Every error is 0.5; recorded deviates by -1, 0, 1, so R² = 1 - 3 · 0.25 / 2.
  expect(steeringMetrics([0, 1, 2], [0.5, 1.5, 2.5])).toMatchObject({ bias: 0.5, maxError: 0.5, pearsonR: 1 });
  expect(steeringMetrics([0, 1, 2], [0.5, 1.5, 2.5])?.r2).toBeCloseTo(0.625, 12);
  // Errors 1, 0, -1 doubled: -2 at the end; R² = 1 - (4 + 0 + 4) / 2 = -3.
  expect(steeringMetrics([-1, 0, 1], [1, 0, -1])).toMatchObject({ bias: 0, maxError: 2, r2: -3, pearsonR: -1 });
});

test('about 90 degrees of a servo the digits stay', () => {
  const around = (offset: number): number[] => [0, 1, 2].map((value) => offset + value * 1e-3);
  const metrics = steeringMetrics(
    around(90),
    [0, 1, 1].map((value) => 90 + value * 1e-3),
  );
  expect(metrics?.pearsonR).toBeCloseTo(1 / Math.sqrt(4 / 3), 8);
  expect(metrics?.r2).toBeCloseTo(1 - 1 / 2, 8);
});

test('frames without both numbers stay out', () => {
  expect(steeringMetrics([0, Number.NaN, 4, 1], [0, 7, 1, Number.POSITIVE_INFINITY])).toMatchObject({
    count: 2,
    mae: 1.5,
    bias: -1.5,
  });
});

test('steering in two units has a correlation, and no error', () => {
  expect(steeringMetrics([0, 1, 2], [0, 10, 20], false)).toEqual({
    count: 3,
    ...{ mae: null, rmse: null, maxError: null, bias: null, r2: null },
    pearsonR: 1,
  });
});

test('nothing to compare is null, and equal numbers have no correlation', () => {
  expect(steeringMetrics(null, [1])).toBeNull();
  expect(steeringMetrics([Number.NaN], [1])).toBeNull();
  // 0.1 three times: the mean is not exactly 0.1, so a variance would not be exactly 0.
  expect(steeringMetrics([0.1, 0.1, 0.1], [1, 2, 3])).toMatchObject({ pearsonR: null, r2: null });
});
