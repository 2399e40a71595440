import { expect, test } from 'vitest';
import { maskChange, maskFigures } from '../../../../main/saliency/mask-figures.ts';
import type { SaliencyMask } from '../../../../shared/analysis.ts';

/** Two rows of two. */
const mask = (...values: number[]): SaliencyMask => ({
  ...{ height: 2, width: 2, values: Float32Array.from(values) },
  ...{ signed: false, flat: values.every((value) => value === 0), min: 0, max: 7 },
});

test('two of four pixels: half the mass, half the entropy of an even mask, its centre in the middle', () => {
  expect(maskFigures(mask(1, 0, 0, 1))).toEqual({
    'mask-mass': 0.5,
    'mask-entropy': expect.closeTo(0.5, 12),
    'mask-centroid-x': 0.5,
    'mask-centroid-y': 0.5,
    'mask-change': Number.NaN,
    'mask-max': 7,
  });
});

test('a single pixel has no entropy, and its centre is its place', () => {
  expect(maskFigures(mask(0, 1, 0, 0))).toMatchObject({
    'mask-mass': 0.25,
    'mask-entropy': 0,
    'mask-centroid-x': 0.75,
    'mask-centroid-y': 0.25,
  });
});

test('pixels count by their values', () => {
  // Shares 1/4 and 3/4: entropy (1/4 · ln 4 + 3/4 · ln 4/3) / ln 4.
  const figures = maskFigures(mask(0.25, 0, 0, 0.75));
  expect(figures['mask-centroid-x']).toBeCloseTo(0.25 * 0.25 + 0.75 * 0.75, 12);
  expect(figures['mask-centroid-y']).toBeCloseTo(0.25 * 0.25 + 0.75 * 0.75, 12);
  expect(figures['mask-entropy']).toBeCloseTo(0.25 + (0.75 * Math.log(4 / 3)) / Math.log(4), 12);
});

test('nothing can be said of a mask with nothing in it', () => {
  expect(Object.values(maskFigures(mask(0, 0, 0, 0)))).toEqual(Array(6).fill(Number.NaN));
});

test('of a signed mask the magnitudes count', () => {
  const signed = { ...mask(-1, 0, 0, 1), signed: true };
  expect(maskFigures(signed)).toEqual(maskFigures(mask(1, 0, 0, 1)));
  expect(maskChange(mask(1, 0, 0, 1), signed)).toBe(0);
});

test('change is the share of the saliency that moved, whatever its scale', () => {
  expect(maskChange(mask(1, 0, 0, 1), mask(0.5, 0, 0, 0.5))).toBe(0);
  expect(maskChange(mask(1, 0, 0, 1), mask(1, 0, 0, 0))).toBe(0.5);
  expect(maskChange(mask(1, 0, 0, 0), mask(0, 0, 1, 1))).toBe(1);
  for (const missing of [null, mask(0, 0, 0, 0)]) {
    expect(maskChange(missing, mask(1, 0, 0, 1))).toBeNaN();
    expect(maskChange(mask(1, 0, 0, 1), missing)).toBeNaN();
  }
});
