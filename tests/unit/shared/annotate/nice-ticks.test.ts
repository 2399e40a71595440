import { describe, expect, test } from 'vitest';
import { niceAxis } from '../../../../shared/annotate/nice-ticks.ts';

describe('an axis', () => {
  test.each([
    { min: -0.31, max: 0.3, wanted: 4, ticks: [-0.4, -0.2, 0, 0.2, 0.4], decimals: 1 },
    { min: 0, max: 45.5, wanted: 9, ticks: [0, 10, 20, 30, 40, 50], decimals: 0 },
    { min: 0, max: 1, wanted: 2, ticks: [0, 0.5, 1], decimals: 1 },
    { min: 0.1, max: 0.3, wanted: 2, ticks: [0.1, 0.2, 0.3], decimals: 1 },
    { min: -338.8, max: 252.6, wanted: 4, ticks: [-400, -200, 0, 200, 400], decimals: 0 },
    { min: 0.0021, max: 0.0049, wanted: 3, ticks: [0.002, 0.003, 0.004, 0.005], decimals: 3 },
  ])('over $min to $max is $ticks', ({ min, max, wanted, ticks, decimals }) => {
    const axis = niceAxis(min, max, wanted);
    expect(axis.ticks).toEqual(ticks);
    expect(axis).toMatchObject({ min: ticks[0], max: ticks.at(-1), decimals });
  });

  test.each([0, 0.25, -90, 1e-300, 1e9])('of the constant %d has it strictly inside', (value) => {
    const axis = niceAxis(value, value, 4);
    expect(axis.min).toBeLessThan(value);
    expect(axis.max).toBeGreaterThan(value);
    expect(axis.ticks.length).toBeLessThan(12);
  });

  test('of nothing finite is around zero', () => {
    expect(niceAxis(Number.NaN, Number.NaN, 2).ticks).toEqual([-0.01, 0, 0.01]);
  });
});
