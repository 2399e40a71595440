import { expect, test } from 'vitest';
import { smoothedMap } from '../../../../shared/annotate/smoothed-map.ts';

test('a single cell spreads as a binomial, 1 4 6 4 1 of 16 both ways', () => {
  const values = new Float32Array(81);
  values[40] = 256;
  const smooth = smoothedMap({ width: 9, height: 9, values }).values;
  expect([...smooth.subarray(36, 45)]).toEqual([0, 0, 6, 24, 36, 24, 6, 0, 0]);
  expect([22, 31, 40, 49, 58].map((at) => smooth[at])).toEqual([6, 24, 36, 24, 6]);
});

test('a pattern of single cells is gone, a constant and the size stay', () => {
  const chess = Float32Array.from({ length: 60 }, (_, at) => ((at % 10) + Math.floor(at / 10)) % 2);
  const smooth = smoothedMap({ width: 10, height: 6, values: chess }).values;
  for (const x of [2, 3, 4, 5, 6, 7]) expect(smooth[20 + x]).toBe(0.5);
  expect([...smoothedMap({ width: 3, height: 2, values: new Float32Array(6).fill(7) }).values]).toEqual([
    7, 7, 7, 7, 7, 7,
  ]);
});

test('what is no number stays, and touches nothing beside it', () => {
  const values = Float32Array.of(Number.NaN, 2, 2, 2);
  expect([...smoothedMap({ width: 4, height: 1, values }).values]).toEqual([NaN, 2, 2, 2]);
});
