import { describe, expect, test } from 'vitest';
import { maskStyleSchema } from '../../../../shared/mask-style.ts';
import { contourLevels, maskContours } from '../../../../shared/annotate/mask-contours.ts';
import {
  fullColourValue,
  maskStretch,
  ownStretch,
  shareOfColours,
  valueOfShare,
} from '../../../../shared/annotate/mask-scale.ts';

const linear = { gamma: 1 };

describe('what the full colour stands for', () => {
  test('is each frame its own unless a common scale is asked for and known', () => {
    expect(fullColourValue({ over: 'frame' }, 7)).toBeNull();
    expect(fullColourValue({ over: 'clip' }, 7)).toBe(7);
    expect(fullColourValue({ over: 'clip' }, 0)).toBeNull();
    expect(fullColourValue({ over: 'clip' }, Infinity)).toBeNull();
    expect(fullColourValue({ over: 'fixed', max: 3 }, 7)).toBe(3);
  });

  test('stretches true values from 0 to it', () => {
    expect(maskStretch({ min: 1, max: 5 }, 10, linear)).toEqual({ offset: 0.1, gain: 0.4, gamma: 1 });
    // A frame in which every value is alike still has its height.
    expect(maskStretch({ min: 5, max: 5 }, 10, linear)).toEqual({ offset: 0.5, gain: 0, gamma: 1 });
  });

  test('gives a frame of its own scale the full colour from a share of its largest on', () => {
    const stretch = maskStretch({ min: 0, max: 5, signed: true }, null, linear, 0.25);
    expect([-1, -0.125, 0, 0.25].map((value) => shareOfColours(value, stretch))).toEqual([-4, -0.5, 0, 1]);
    expect(valueOfShare(0.2, stretch)).toBeCloseTo(0.05, 12);
    expect(maskStretch({ min: 0, max: 5 }, 10, linear, 0.25).gain).toBe(0.5);
  });

  test('leaves a frame to itself whose values are not known', () => {
    expect(maskStretch({ min: 0, max: 5 }, null, linear)).toEqual(ownStretch);
    expect(maskStretch({ min: 0, max: Infinity }, 10, linear)).toEqual(ownStretch);
    expect(maskStretch({ min: Number.NaN, max: Number.NaN }, 10, linear)).toEqual(ownStretch);
  });
});

test('a gamma lifts what is faint, and back', () => {
  const root = maskStretch({ min: 0, max: 4 }, 16, { gamma: 0.5 });
  // 1 of a frame of 4 on a scale to 16: a quarter, and its root one half.
  expect(shareOfColours(1, root)).toBe(0.5);
  expect(valueOfShare(0.5, root)).toBe(1);
  expect(shareOfColours(Number.NaN, root)).toBeNaN();
  // Below 0, where a signed mask has values, it is the root of the magnitude.
  expect(shareOfColours(-0.25, { ...ownStretch, gamma: 0.5 })).toBe(-0.5);
  expect(valueOfShare(-0.5, { ...ownStretch, gamma: 0.5 })).toBe(-0.25);
});

describe('contours of a mask', () => {
  /** 0 to 1 in steps of 0.05, which smoothing leaves as it is but at its ends. */
  const row = Array.from({ length: 21 }, (_, x) => x / 20);
  const ramp = { height: 2, width: 21, values: Float32Array.from([...row, ...row]) };
  const style = maskStyleSchema.parse({ drawn: 'contours' });
  const crossings = (contours: ReturnType<typeof maskContours>): (number | undefined)[] =>
    contours.contours.map(({ lines }) => lines[0]?.[0]);

  test('are fifths of the scale above the threshold, and the threshold', () => {
    expect(contourLevels(0)).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(contourLevels(0.5)).toEqual([0.5, 0.6, 0.8]);
    expect(contourLevels(0.6)).toEqual([0.6, 0.8]);
    expect(contourLevels(1)).toEqual([1]);
  });

  test('lie where the ramp has their values', () => {
    // The first cell's middle is 0.5, and 20 cells make up 0..1.
    const [first, , , last] = crossings(maskContours(ramp, style));
    expect(first).toBeCloseTo(0.5 + 20 * 0.2, 4);
    expect(last).toBeCloseTo(0.5 + 20 * 0.8, 4);
  });

  test('move and vanish with the scale', () => {
    // This frame's 1 is half of the scale: 0.2 of it is 0.4 here, and 0.6 is nowhere.
    const found = crossings(maskContours(ramp, style, maskStretch({ min: 0, max: 1 }, 2, linear)));
    expect(found[0]).toBeCloseTo(0.5 + 20 * 0.4, 4);
    expect(found[1]).toBeCloseTo(0.5 + 20 * 0.8, 4);
    expect(found.slice(2)).toEqual([undefined, undefined]);
  });

  test('of a signed mask lie on both sides of 0, each in its colour', () => {
    expect(contourLevels(0.5, true)).toEqual([-0.5, -0.6, -0.8, 0.5, 0.6, 0.8]);
    const values = Float32Array.from([...row, ...row], (value) => 2 * value - 1);
    const { contours } = maskContours({ ...ramp, values, signed: true }, { ...style, threshold: 0.5 });
    // −1..1 over 20 cells: −0.5 after 5, 0.5 after 15.
    const places = contours.map(({ level, lines }) => [level, lines[0]?.[0]]);
    expect(places[0]).toEqual([-0.5, expect.closeTo(5.5, 4)]);
    expect(places[3]).toEqual([0.5, expect.closeTo(15.5, 4)]);
    expect([contours[0]?.colour, contours[3]?.colour]).toEqual(['rgb(46, 150, 255)', 'rgb(255, 140, 26)']);
  });

  test('have the colour of their level, or the tint', () => {
    const colours = (colourMap: 'green' | 'gray'): string[] =>
      maskContours(ramp, { ...style, colourMap }).contours.map(({ colour }) => colour);
    expect(colours('gray')).toEqual([
      'rgb(51, 51, 51)',
      'rgb(102, 102, 102)',
      'rgb(153, 153, 153)',
      'rgb(204, 204, 204)',
    ]);
    expect(new Set(colours('green'))).toEqual(new Set(['rgb(38, 255, 84)']));
  });
});
