import { describe, expect, test } from 'vitest';
import { maskStyleSchema } from '../../../../shared/api.ts';
import { contourLevels, maskContours } from '../../../../shared/annotate/mask-contours.ts';
import { fullColourValue, maskStretch, ownStretch } from '../../../../shared/annotate/mask-scale.ts';

describe('what the full colour stands for', () => {
  test('is each frame its own unless a common scale is asked for and known', () => {
    expect(fullColourValue({ over: 'frame' }, 7)).toBeNull();
    expect(fullColourValue({ over: 'clip' }, 7)).toBe(7);
    expect(fullColourValue({ over: 'clip' }, 0)).toBeNull();
    expect(fullColourValue({ over: 'clip' }, Infinity)).toBeNull();
    expect(fullColourValue({ over: 'fixed', max: 3 }, 7)).toBe(3);
  });

  test('stretches true values from 0 to it', () => {
    expect(maskStretch({ min: 1, max: 5 }, 10)).toEqual({ offset: 0.1, gain: 0.4 });
    // A frame in which every value is alike still has its height.
    expect(maskStretch({ min: 5, max: 5 }, 10)).toEqual({ offset: 0.5, gain: 0 });
  });

  test('leaves a frame to itself whose values are not known', () => {
    expect(maskStretch({ min: 0, max: 5 }, null)).toEqual(ownStretch);
    expect(maskStretch({ min: 0, max: Infinity }, 10)).toEqual(ownStretch);
    expect(maskStretch({ min: Number.NaN, max: Number.NaN }, 10)).toEqual(ownStretch);
  });
});

describe('contours of a mask', () => {
  const ramp = { height: 2, width: 3, values: Float32Array.of(0, 0.5, 1, 0, 0.5, 1) };
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
    // Half a cell to 0.5 + 2 cells over 0..1.
    const [first, , , last] = crossings(maskContours(ramp, style));
    expect(first).toBeCloseTo(0.5 + 2 * 0.2, 6);
    expect(last).toBeCloseTo(0.5 + 2 * 0.8, 6);
  });

  test('move and vanish with the scale', () => {
    // This frame's 1 is half of the scale: 0.2 of it is 0.4 here, and 0.6 is nowhere.
    const found = crossings(maskContours(ramp, style, maskStretch({ min: 0, max: 1 }, 2)));
    expect(found[0]).toBeCloseTo(0.5 + 2 * 0.4, 6);
    expect(found[1]).toBeCloseTo(0.5 + 2 * 0.8, 6);
    expect(found.slice(2)).toEqual([undefined, undefined]);
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
