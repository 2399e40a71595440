import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { formatNumber, formatSecs, formatSteering } from '../../../../shared/annotate/number-format.ts';
import {
  drawSteeringGauge,
  scaleEnds,
  steeringFullScale,
  wheelAngleRad,
  type SteeringScale,
} from '../../../../shared/annotate/steering-gauge.ts';

const turnDeg = (value: number, scale: Omit<SteeringScale, 'unit'>): number =>
  // A wheel that stands straight does so at 0, not at -0.
  Math.round((wheelAngleRad(value, scale) * 180) / Math.PI) + 0;

describe('the scale of a wheel', () => {
  test.each([
    { unit: 'normalised', values: [-0.2, 0.1], scale: 0.25 },
    { unit: 'normalised', values: [-0.3, 0.1], scale: 0.5 },
    { unit: 'normalised', values: [1], scale: 1 },
    { unit: 'normalised', values: [1, -1.06], scale: 1 },
    { unit: 'normalised', values: [1, -1.3], scale: 2 },
    { unit: 'normalised', values: [NaN, Infinity], scale: 0.25 },
    { unit: 'deg', values: [-7.9, 2.3], scale: 15 },
    { unit: 'deg', values: [-338.8], scale: 360 },
    { unit: 'deg', values: [1000], scale: 1000 },
    { unit: 'normalised', values: [82.0127], scale: 100 },
    { unit: 'rad', values: [0.3], scale: 0.5 },
    { unit: '1/m', values: [-0.03], scale: 0.05 },
  ] as const)('for $values $unit ends at $scale', ({ unit, values, scale }) => {
    expect(steeringFullScale(unit, 0, values)).toBe(scale);
  });

  test.each([
    [140, ['0.5', 'Recorded', 'Predicted', '0.100', '−0.200']],
    [66, ['Recorded', 'Predicted', '0.100', '−0.200']],
    [10, ['Recorded', 'Predicted', '0.100', '−0.200']],
  ])('in %d pixels of height shows what can be read', (height, expected) => {
    const context = createCanvas(300, 150).getContext('2d');
    const written: string[] = [];
    context.fillText = (words) => void written.push(words);
    const rect = { left: 0, top: 0, width: 300, height };
    const scale = { unit: 'normalised', fullScale: 0.5, positive: 'right', straight: 0 } as const;
    drawSteeringGauge<Canvas>(context, rect, { recorded: 0.1, predicted: -0.2, ...scale });
    expect(new Set(written)).toEqual(new Set(height > 100 ? [...expected, '−0.5'] : expected));
  });

  test('turns a third of a circle to either side, and no further', () => {
    const scale = { fullScale: 0.5, positive: 'right', straight: 0 } as const;
    expect([-0.5, -0.25, 0, 0.25, 0.5, 9].map((value) => turnDeg(value, scale))).toEqual([-120, -60, 0, 60, 120, 120]);
  });

  test('turns to the left for what grows to the left', () => {
    const scale = { unit: 'deg', fullScale: 45, positive: 'left', straight: 0 } as const;
    expect([45, 0, -22.5].map((value) => turnDeg(value, scale))).toEqual([-120, 0, 60]);
    expect(scaleEnds(scale)).toEqual(['45°', '\u221245°']);
  });

  test('stands straight at the 90 of a servo', () => {
    const fullScale = steeringFullScale('deg', 90, [51, 85, 95]);
    const scale = { unit: 'deg', fullScale, positive: 'right', straight: 90 } as const;
    expect(fullScale).toBe(45);
    expect([45, 90, 135].map((value) => turnDeg(value, scale))).toEqual([-120, 0, 120]);
    expect(scaleEnds(scale)).toEqual(['45°', '135°']);
  });
});

describe('numbers', () => {
  test('have a typographic minus and no negative zero', () => {
    expect(formatNumber(-0.1234, 3)).toBe('\u22120.123');
    expect(formatNumber(-0.0001, 3)).toBe('0.000');
  });
  test('of steering carry their unit', () => {
    expect(formatSteering(-0.05, 'normalised')).toBe('\u22120.050');
    expect(formatSteering(12.34, 'deg')).toBe('12.3°');
    expect(formatSteering(0.5, 'rad')).toBe('0.500 rad');
    expect(formatSteering(Number.NaN, 'deg')).toBe('–');
  });
  test('of time are seconds', () => {
    expect(formatSecs(83.456)).toBe('83.46 s');
    expect(formatSecs(Number.NaN)).toBe('– s');
    expect(formatSecs(3599.99)).toBe('3599.99 s');
  });
});
