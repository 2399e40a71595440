import { expect, test } from 'vitest';
import { normaliseSigned } from '../../../../main/saliency/normalise-mask.ts';

const size = { height: 1, width: 3 };

test('a signed map is divided by its largest magnitude, and 0 stays 0', () => {
  const mask = normaliseSigned(Float64Array.of(-4, 0, 1), size);
  expect(mask).toEqual({ ...size, values: Float32Array.of(-1, 0, 0.25), signed: true, flat: false, min: -4, max: 4 });
});

test('a signed map of zeros is flat, one of the same value everywhere is not', () => {
  expect(normaliseSigned(Float64Array.of(0, 0, 0), size)).toMatchObject({ flat: true, max: 0 });
  expect(normaliseSigned(Float64Array.of(-2, -2, -2), size)).toMatchObject({
    ...{ flat: false, min: -2, max: 2, values: Float32Array.of(-1, -1, -1) },
  });
});

test.each([Number.NaN, Infinity, -Infinity])(
  'a signed map with %d in it is flat, and its ends are unknown',
  (broken) => {
    for (const map of [Float64Array.of(broken, 1, 0), Float64Array.of(1, 0, broken)])
      expect(normaliseSigned(map, size)).toMatchObject({
        ...{ flat: true, min: Number.NaN, max: Number.NaN, values: Float32Array.of(0, 0, 0) },
      });
  },
);
