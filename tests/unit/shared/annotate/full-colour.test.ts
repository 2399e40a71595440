import { describe, expect, test } from 'vitest';
import {
  drawnPercentileShare,
  fullValueOf,
  isAtPercentile,
  percentileShare,
} from '../../../../shared/annotate/full-colour.ts';

/** A hundred values: 97 of 0.25, two of -0.5 and one of 1. */
const spiked = { width: 10, height: 10, values: new Float32Array(100).fill(0.25) };
spiked.values.set([-0.5, -0.5, 1], 44);

describe('where the full colour begins', () => {
  test('suits the method, unless it is said', () => {
    const auto = { fullColour: 'auto' } as const;
    for (const method of ['phi', 'lrp-composite', 'gradient-times-input', 'gradient', 'smoothgrad'] as const)
      expect(isAtPercentile(auto, method)).toBe(true);
    for (const method of ['visual-backprop', 'grad-cam', 'occlusion', 'port-vis-lua'] as const)
      expect(isAtPercentile(auto, method)).toBe(false);
    expect(isAtPercentile({ fullColour: 'largest' }, 'phi')).toBe(false);
    expect(isAtPercentile({ fullColour: 'percentile' }, 'visual-backprop')).toBe(true);
  });

  test('is what 99 of 100 values do not exceed, whatever the hundredth is', () => {
    expect(percentileShare(spiked)).toBe(0.5);
  });

  test('is the largest where nearly all is 0', () => {
    const values = new Float32Array(100);
    values[7] = 1;
    expect(percentileShare({ width: 10, height: 10, values })).toBe(1);
    expect(percentileShare({ width: 10, height: 10, values: new Float32Array(100).fill(Number.NaN) })).toBe(1);
  });

  test('is of the smoothed mask where that is drawn', () => {
    // What alternates from cell to cell is gone when it is smoothed, but for the edges.
    const values = Float32Array.from({ length: 900 }, (_, at) =>
      ((at % 30) + Math.floor(at / 30)) % 2 === 0 ? 1 : -1,
    );
    const noise = { width: 30, height: 30, values };
    expect(drawnPercentileShare(noise, { drawn: 'fill' })).toBe(1);
    expect(drawnPercentileShare(noise, { drawn: 'contours' })).toBeLessThan(0.2);
  });
});

test('the value of the full colour is told as it was before normalising', () => {
  const mask = { ...spiked, flat: false, min: 2, max: 10 };
  expect(fullValueOf({ ...mask, signed: false }, false)).toBe(10);
  // Half of the way from 2 to 10; of a signed mask, half of 10.
  expect(fullValueOf({ ...mask, signed: false }, true)).toBe(6);
  expect(fullValueOf({ ...mask, signed: true }, true)).toBe(5);
});
