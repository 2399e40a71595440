import { expect, test } from 'vitest';
import { steeringDifference } from '../../../shared/steering-difference.ts';

test('over the frames that have both', () => {
  const before = [9, 0, 0.5, Number.NaN, 1, 9];
  const after = [0, 0.5, 0.25, 3, 0.25, 0];
  expect(steeringDifference(before, after, 1, 4)).toEqual({
    count: 3,
    // +0.5, -0.25 and -0.75.
    mean: -0.5 / 3,
    meanAbsolute: 0.5,
    maxAbsolute: 0.75,
    maxFrame: 4,
  });
  expect(steeringDifference(before, after, 3, 3)).toBeNull();
});
