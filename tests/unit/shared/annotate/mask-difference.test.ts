import { expect, test } from 'vitest';
import { differenceTicks } from '../../../../shared/annotate/difference-bar.ts';
import { differenceCssColour, paintDifference } from '../../../../shared/annotate/difference-image.ts';
import { maskDifference } from '../../../../shared/annotate/mask-difference.ts';
import { maskStretch, ownStretch } from '../../../../shared/annotate/mask-scale.ts';

const row = (...values: number[]) => ({ height: 1, width: values.length, values: Float32Array.from(values) });
const own = (...values: number[]) => ({ map: row(...values), stretch: ownStretch });
const style = { opacity: 1, gain: 1 };
const pixels = (rgba: Uint8ClampedArray): number[][] =>
  Array.from({ length: rgba.length / 4 }, (_, at) => [...rgba.subarray(at * 4, at * 4 + 4)]);

test('the difference is signed; what only one sees is the other’s nothing', () => {
  const { values } = maskDifference(own(1, 0.25, 0, 0.5, Number.NaN), own(0, 0.75, 0, Number.NaN, Number.NaN));
  expect([...values]).toEqual([1, -0.5, 0, 0.5, Number.NaN]);
  expect([...maskDifference(own(Number.NaN), own(0.5)).values]).toEqual([-0.5]);
});

test('on a common scale true values are subtracted, clamped to the scale', () => {
  // Values 0..4 and 0..16 on a scale to 8: halves of 2 and 8 are a quarter and all of it.
  const a = { map: row(0.5, 1), stretch: maskStretch({ min: 0, max: 4 }, 8, { gamma: 1 }) };
  const b = { map: row(0.5, 1), stretch: maskStretch({ min: 0, max: 16 }, 8, { gamma: 1 }) };
  expect([...maskDifference(a, b).values]).toEqual([-0.75, -0.5]);
});

test('beside a mask without a sign the magnitude of a signed one counts', () => {
  const signed = (...values: number[]) => ({ ...own(...values), signed: true });
  expect([...maskDifference(signed(-1, 0.5), own(0.25, 0.5)).values]).toEqual([0.75, 0]);
  expect([...maskDifference(own(0.25, 0.5), signed(-1, 0.5)).values]).toEqual([-0.75, 0]);
  // Of two signed ones the signs count: opposite sides are twice as far apart.
  expect([...maskDifference(signed(-1, 0.5, Number.NaN), signed(1, 0.25, -0.5)).values]).toEqual([-2, 0.25, 0.5]);
});

test('masks on other grids have none', () => {
  expect(() => maskDifference(own(1, 2), own(1))).toThrow(RangeError);
});

test('the sign is the colour, the size the opacity', () => {
  expect(pixels(paintDifference(row(1, -1, 0, 0.5, Number.NaN), style))).toEqual([
    [255, 140, 26, 255],
    [46, 150, 255, 255],
    [255, 140, 26, 0],
    [255, 140, 26, 128],
    [255, 140, 26, 0],
  ]);
});

test('a gain lifts small differences and clamps large ones', () => {
  const alphas = pixels(paintDifference(row(0.1, -0.25, 0.9), { opacity: 0.5, gain: 4 })).map(([, , , alpha]) => alpha);
  // Of 127.5: four tenths, all, all; halves to even.
  expect(alphas).toEqual([51, 128, 128]);
  expect(differenceCssColour(-0.25, { opacity: 0.5, gain: 2 })).toBe('rgba(46, 150, 255, 0.25)');
});

test('the picture goes into the buffer given, which must fit', () => {
  const into = new Uint8ClampedArray(4);
  expect(paintDifference(row(1), style, into)).toBe(into);
  expect(() => paintDifference(row(1, 1), style, into)).toThrow(RangeError);
});

test('the bar’s ends say what has the full colour', () => {
  expect(differenceTicks(1)).toEqual(['−1', '+1']);
  expect(differenceTicks(4)).toEqual(['< −0.25', '> +0.25']);
  expect(differenceTicks(1, true)).toEqual(['< −1', '> +1']);
});
