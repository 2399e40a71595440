import { expect, test } from 'vitest';
import { spreadFrames, variedFrames } from '../../../../main/analysis/fit-sample.ts';

test('frames are spread over the whole drive', () => {
  expect(spreadFrames(10, 4)).toEqual([0, 2, 5, 7]);
  expect(spreadFrames(3, 4)).toEqual([0, 1, 2]);
});

test('a keyboard log gives its few turns, and not only its zeros', () => {
  const steering = new Float64Array(100);
  steering[10] = 1;
  steering[50] = -1;
  steering[60] = 0.5;
  steering[61] = -0.5;
  const all = Array.from(steering.keys());
  const five = variedFrames(all, steering, 5);
  expect(five).toHaveLength(5);
  expect(five).toEqual([...five].sort((a, b) => a - b));
  expect(five).toEqual(expect.arrayContaining([10, 50, 60, 61]));
});

test('frames without recorded steering are left out, and all are taken where there are few', () => {
  expect(variedFrames([4, 2, 0], [0.1, 0, Number.NaN, 0, 0.2], 8)).toEqual([0, 4]);
});
