import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { maskStyleSchema } from '../../../../shared/mask-style.ts';
import {
  colourBarHeight,
  colourBarWidth,
  drawColourBar,
  formatMagnitude,
  scaleTicks,
  signedTicks,
  type ColourBar,
} from '../../../../shared/annotate/colour-bar.ts';

describe('numbers of any size', () => {
  test.each([
    [0, '0'],
    [1, '1'],
    [16, '16'],
    [0.5, '0.5'],
    [0.0625, '0.0625'],
    [12.345, '12.3'],
    [252.4, '252'],
    [-0.5, '−0.5'],
    [2.31e-3, '2.3e−3'],
    [123456, '1.2e5'],
  ])('%s is %s', (value, text) => expect(formatMagnitude(value)).toBe(text));
});

describe('the numbers of the bar', () => {
  const style = maskStyleSchema.parse({});
  test('are shares of the frame, or true values', () => {
    expect(scaleTicks({ fullValue: null, style })).toEqual(['0', '0.5', '1']);
    expect(scaleTicks({ fullValue: 8, style: { ...style, scale: { over: 'clip' } } })).toEqual(['0', '4', '8']);
  });
  test('say that a fixed scale may be too short', () => {
    const fixed = { ...style, scale: { over: 'fixed' as const, max: 8 } };
    expect(scaleTicks({ fullValue: 8, style: fixed })).toEqual(['0', '4', '> 8']);
  });
  test('show a gamma: the middle of the colours is a quarter', () => {
    expect(scaleTicks({ fullValue: 8, style: { ...style, gamma: 0.5 } })).toEqual(['0', '2', '8']);
  });
  test('end at the percentile, which some exceed: as a share of the frame, or a true value', () => {
    expect(scaleTicks({ fullValue: null, ownFull: 0.25, atPercentile: true, style })).toEqual(['0', '0.125', '> 0.25']);
    const clip = { ...style, scale: { over: 'clip' as const } };
    expect(scaleTicks({ fullValue: 6, atPercentile: true, style: clip })).toEqual(['0', '3', '> 6']);
  });
});

describe('the numbers of a signed bar', () => {
  const style = maskStyleSchema.parse({});
  const signs = { negative: 'left', positive: 'right' };
  test('say on which side is what', () => {
    expect(signedTicks({ fullValue: null, style }, signs)).toEqual(['−1 left', '0', 'right +1']);
    const fixed = { ...style, scale: { over: 'fixed' as const, max: 0.02 } };
    expect(signedTicks({ fullValue: 0.02, style: fixed }, signs)).toEqual(['< −0.02 left', '0', 'right > +0.02']);
    const robust = { fullValue: null, ownFull: 0.125, atPercentile: true, style };
    expect(signedTicks(robust, signs)).toEqual(['< −0.125 left', '0', 'right > +0.125']);
  });
});

describe('the bar', () => {
  const draw = (style: Record<string, unknown>, more: Partial<ColourBar> = {}) => {
    const canvas = createCanvas(colourBarWidth, colourBarHeight(more));
    const context = canvas.getContext('2d');
    drawColourBar<Canvas>(
      context,
      { left: 0, top: 0, width: 200 },
      {
        style: maskStyleSchema.parse({ colourMap: 'gray', opacity: 1, ...style }),
        fullValue: null,
        caption: 'Mask',
        ...more,
      },
    );
    return (x: number): number[] => [...context.getImageData(x, 22, 1, 1).data];
  };

  test('is transparent at its start and has the full colour at its end', () => {
    const at = draw({});
    // The ground, themeColours.line, and level 254 at its own opacity over it.
    expect(at(0)).toEqual([42, 48, 56, 255]);
    expect(at(199)).toEqual([253, 253, 253, 255]);
  });

  test('has nothing below the threshold, and a mark there', () => {
    const at = draw({ threshold: 0.5 });
    expect(at(90)).toEqual([42, 48, 56, 255]);
    expect(at(100)).toEqual([236, 239, 243, 255]);
    expect(at(110)[0]).toBeGreaterThan(90);
  });

  test('of a signed mask has a full colour at each end, nothing in the middle, and a mark by the sign', () => {
    const signs = { negative: 'left', positive: 'right' };
    const at = draw({}, { signs });
    // Blue and orange, level 253 of 255 at its own opacity.
    for (const [x, colour] of [
      [0, [46, 150, 255]],
      [199, [255, 140, 26]],
    ] as const)
      colour.forEach((channel, index) => expect(Math.abs((at(x)[index] ?? 0) - channel)).toBeLessThan(3));
    // Level 1 of 255 over the ground.
    for (const x of [99, 100]) expect(Math.abs((at(x)[0] ?? 0) - 42)).toBeLessThan(4);
    const marked = draw({}, { signs, marked: -0.5 });
    expect(marked(50)).toEqual([236, 239, 243, 255]);
    const threshold = draw({ threshold: 0.5 }, { signs });
    for (const x of [60, 140]) expect(threshold(x)).toEqual([42, 48, 56, 255]);
    expect(threshold(40)[2]).toBeGreaterThan(100);
    expect(threshold(160)[0]).toBeGreaterThan(100);
  });

  test('has a line more that says what the full colour is, where that is not the largest', () => {
    const text = (more: Partial<ColourBar>): string[] => {
      const written: string[] = [];
      const context = createCanvas(colourBarWidth, 60).getContext('2d');
      context.fillText = (words) => void written.push(words);
      drawColourBar<Canvas>(
        context,
        { left: 8, top: 2, width: 192 },
        { style: maskStyleSchema.parse({}), fullValue: null, caption: 'Mask', ...more },
      );
      return written;
    };
    expect(text({})).toEqual(['Mask', '0', '0.5', '1']);
    const robust = { ownFull: 0.12, atPercentile: true };
    expect(text(robust)).toEqual(['Mask', '0', '0.06', '> 0.12', 'full colour: 99th percentile = 0.12']);
    expect([colourBarHeight({}), colourBarHeight(robust)]).toEqual([44, 60]);
  });

  test('has a mark for each contour', () => {
    const at = draw({ drawn: 'contours', colourMap: 'red' });
    for (const x of [40, 80, 120, 160]) expect(at(x)).toEqual([255, 48, 48, 255]);
    expect(at(60)).toEqual([42, 48, 56, 255]);
  });
});
