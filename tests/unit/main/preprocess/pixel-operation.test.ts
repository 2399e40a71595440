import { expect, test } from 'vitest';
import { roundHalfToEven } from '../../../../main/preprocess/pixel-operation.ts';

test('halves go to the even neighbour, all else to the nearest', () => {
  const values = [0, 0.49, 0.5, 0.51, 1.5, 2.5, 254.5, 255, 0.49999999999999994];
  expect(values.map(roundHalfToEven)).toEqual([0, 0, 0, 1, 2, 2, 254, 255, 0]);
});
