import { describe, expect, test } from 'vitest';
import { maskStyleSchema } from '../../../../shared/mask-style.ts';
import { colourMapNames, colourMapRgb } from '../../../../shared/annotate/colour-maps.ts';
import { paintMap, paintMask } from '../../../../shared/annotate/mask-image.ts';
import { maskStretch } from '../../../../shared/annotate/mask-scale.ts';

const row = (...values: number[]) => ({ height: 1, width: values.length, values: Float32Array.from(values) });
const pixels = (rgba: Uint8ClampedArray): number[][] =>
  Array.from({ length: rgba.length / 4 }, (_, at) => [...rgba.subarray(at * 4, at * 4 + 4)]);

describe('a mask', () => {
  const style = maskStyleSchema.parse({ colourMap: 'red', opacity: 0.5 });

  test('of a tint is one colour whose alpha is opacity times saliency', () => {
    const alphas = pixels(paintMask(row(0, 0.5, 1), style));
    // 255 levels of the mask at half opacity: 0, round(0.5 * 128), round(0.5 * 255).
    expect(alphas).toEqual([
      [255, 48, 48, 0],
      [255, 48, 48, 64],
      [255, 48, 48, 128],
    ]);
  });

  test('of a scale takes its colours from the scale', () => {
    const [lowest, highest] = pixels(paintMask(row(0, 1), { ...style, colourMap: 'viridis', opacity: 1 }));
    expect(lowest).toEqual([0x44, 0x01, 0x54, 0]);
    expect(highest).toEqual([0xfd, 0xe7, 0x25, 255]);
  });

  test('is clamped to 0..1 and transparent where it is no number', () => {
    expect(pixels(paintMask(row(-1, 2, Number.NaN), style)).map(([, , , alpha]) => alpha)).toEqual([0, 128, 0]);
  });

  test('below the threshold is transparent, at it is not', () => {
    const alphas = pixels(paintMask(row(0.24, 0.25, 0.26), { ...style, opacity: 1, threshold: 0.25 }));
    expect(alphas.map(([, , , alpha]) => alpha)).toEqual([0, 64, 66]);
  });

  test('on a scale of all frames is paler than on its own', () => {
    // Values 2 and 6 of a frame, where another frame has 8: a quarter and three quarters of the colours.
    const stretch = maskStretch({ min: 2, max: 6 }, 8, style);
    const alphas = pixels(paintMask(row(0, 1), { ...style, opacity: 1, threshold: 0.2 }, undefined, stretch));
    expect(alphas.map(([, , , alpha]) => alpha)).toEqual([64, 191]);
    const beyond = maskStretch({ min: 0, max: 6 }, 3, style);
    expect(pixels(paintMask(row(0.25, 1), style, undefined, beyond)).map(([, , , alpha]) => alpha)).toEqual([64, 128]);
  });

  test('goes into the buffer given, which must fit', () => {
    const into = new Uint8ClampedArray(8);
    expect(paintMask(row(0, 1), style, into)).toBe(into);
    expect(into[7]).toBe(128);
    expect(() => paintMask(row(0), style, into)).toThrow(RangeError);
  });
});

describe('a signed mask', () => {
  const style = maskStyleSchema.parse({ signedColours: 'blue-orange', colourMap: 'viridis', opacity: 1 });
  const signed = (...values: number[]) => ({ ...row(...values), signed: true });

  test('has one colour below 0 and another above it, and nothing at it', () => {
    expect(pixels(paintMask(signed(-1, -0.5, 0, 0.5, 1, Number.NaN), style))).toEqual([
      [46, 150, 255, 255],
      [46, 150, 255, 128],
      [255, 140, 26, 0],
      [255, 140, 26, 128],
      [255, 140, 26, 255],
      [0, 0, 0, 0],
    ]);
  });

  test('is hidden below the threshold on both sides', () => {
    const alphas = pixels(paintMask(signed(-0.6, -0.5, -0.4, 0.4, 0.5), { ...style, threshold: 0.5 }));
    expect(alphas.map(([, , , alpha]) => alpha)).toEqual([153, 128, 0, 0, 128]);
  });

  test('on a scale of all frames is paler on both sides, and lifted alike', () => {
    // ±3 of a frame where another has 6: halves of the colours; lifted by a root, of a quarter the half.
    const half = maskStretch({ min: -3, max: 3, signed: true }, 6, style);
    expect(pixels(paintMask(signed(-1, 1), style, undefined, half)).map(([, , , alpha]) => alpha)).toEqual([128, 128]);
    const lifted = maskStretch({ min: -3, max: 3, signed: true }, null, { gamma: 0.5 });
    const alphas = pixels(paintMask(signed(-0.25, 0.25), style, undefined, lifted)).map(([, , , alpha]) => alpha);
    expect(alphas).toEqual([128, 128]);
  });
});

describe('a map', () => {
  test('spans the whole scale from its smallest to its largest value', () => {
    const grey = colourMapRgb('inferno');
    const [low, middle, high] = pixels(paintMap(row(-2, 0, 2), 'inferno'));
    expect(low).toEqual([...grey.subarray(0, 3), 255]);
    expect(middle).toEqual([...grey.subarray(128 * 3, 128 * 3 + 3), 255]);
    expect(high).toEqual([...grey.subarray(255 * 3), 255]);
  });

  test('that is constant is all lowest colour', () => {
    const lowest = [...colourMapRgb('turbo').subarray(0, 3), 255];
    expect(pixels(paintMap(row(7, 7), 'turbo'))).toEqual([lowest, lowest]);
  });

  test('ignores what is not finite', () => {
    const painted = pixels(paintMap(row(0, Number.NaN, Infinity, -Infinity, 1), 'red'));
    expect(painted).toEqual([
      [0, 0, 0, 255],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [255, 48, 48, 255],
    ]);
  });

  test.each(colourMapNames)('of %s has 256 colours, the last brighter than the first in sum', (name) => {
    const rgb = colourMapRgb(name);
    expect(rgb).toHaveLength(768);
    const sum = (at: number): number => rgb.subarray(at, at + 3).reduce((total, channel) => total + channel, 0);
    // Turbo is no scale of brightness: both of its ends are dark.
    if (name !== 'turbo') expect(sum(765)).toBeGreaterThan(sum(0) + 200);
  });
});
