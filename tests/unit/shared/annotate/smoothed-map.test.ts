import { expect, test } from 'vitest';
import { smoothedMap } from '../../../../shared/annotate/smoothed-map.ts';

test('a single cell spreads as a binomial, 1 8 28 56 70 56 28 8 1 of 256 both ways', () => {
  const values = new Float32Array(17 * 17);
  values[8 * 17 + 8] = 65536;
  const smooth = smoothedMap({ width: 17, height: 17, values }).values;
  const middle = [0, 0, 0, 0, 1, 8, 28, 56, 70, 56, 28, 8, 1, 0, 0, 0, 0].map((weight) => weight * 70);
  expect([...smooth.subarray(8 * 17, 9 * 17)]).toEqual(middle);
  expect(middle.map((_, row) => smooth[row * 17 + 8])).toEqual(middle);
});

test('a pattern of single cells is gone, a constant and the size stay', () => {
  const chess = Float32Array.from({ length: 200 }, (_, at) => ((at % 20) + Math.floor(at / 20)) % 2);
  const smooth = smoothedMap({ width: 20, height: 10, values: chess }).values;
  for (const x of [4, 5, 10, 15]) expect(smooth[100 + x]).toBe(0.5);
  expect([...smoothedMap({ width: 3, height: 2, values: new Float32Array(6).fill(7) }).values]).toEqual([
    7, 7, 7, 7, 7, 7,
  ]);
});

test('what is no number stays, and touches nothing beside it', () => {
  const values = Float32Array.of(Number.NaN, 2, 2, 2);
  expect([...smoothedMap({ width: 4, height: 1, values }).values]).toEqual([NaN, 2, 2, 2]);
});
