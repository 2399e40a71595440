import { describe, expect, test } from 'vitest';
import { blockSizeFor, PlotPyramid } from '../../../../renderer/state/plot-pyramid.ts';

/** Uneven numbers with gaps and infinities in them, the same at each run. */
function sampleAt(index: number): number {
  const value = ((Math.imul(index + 7, 2654435761) >>> 8) % 2003) / 100 - 10;
  return index % 13 === 5 ? Number.NaN : index % 997 === 3 ? -Infinity : index % 991 === 4 ? Infinity : value;
}

function byHand(values: readonly number[]) {
  const known = values.filter(Number.isFinite);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count: known.length,
    min: Math.min(...known),
    max: Math.max(...known),
    mean,
    deviation: Math.sqrt(squares / known.length),
  };
}

const pyramidOf = (values: ArrayLike<number>): PlotPyramid =>
  new PlotPyramid((index) => values[index] as number, values.length);

describe('pyramid of a series', () => {
  test('says what looking at every sample says, over any stretch', () => {
    const values = Array.from({ length: 5000 }, (_, index) => sampleAt(index));
    const pyramid = pyramidOf(values);
    for (let round = 0; round < 300; round++) {
      const first = Math.imul(round + 3, 7919) % 5000;
      const last = Math.min(4999, first + (Math.imul(round + 1, 104_729) % (round % 3 === 0 ? 5000 : 200)));
      const stretch = values.slice(first, last + 1);
      const figures = pyramid.figuresOf(first, last);
      const expected = byHand(stretch);
      expect(figures.count).toBe(expected.count);
      if (expected.count === 0) continue;
      expect(pyramid.rangeOf(first, last)).toEqual([expected.min, expected.max]);
      expect([figures.min, figures.max]).toEqual([expected.min, expected.max]);
      expect(figures.mean).toBeCloseTo(expected.mean, 9);
      expect(figures.standardDeviation).toBeCloseTo(expected.deviation, 9);
    }
  });

  test('figures that a person can check', () => {
    const figures = pyramidOf([2, 4, 4, 4, 5, 5, 7, 9]).figuresOf(0, 7);
    expect(figures).toEqual({ count: 8, min: 2, max: 9, mean: 5, standardDeviation: 2 });
  });

  test('takes up what changed, and only that', () => {
    const values = new Float64Array(3000).fill(1);
    let looked = 0;
    const pyramid = new PlotPyramid((index) => {
      looked += 1;
      return values[index] as number;
    }, values.length);
    looked = 0;
    values[1234] = 7;
    pyramid.changed(1234, 1235);
    expect(looked).toBe(16);
    expect(pyramid.rangeOf(0, 2999)).toEqual([1, 7]);
    expect(pyramid.rangeOf(0, 1233)).toEqual([1, 1]);
    // The last samples fill no block of their own.
    values[2999] = -3;
    pyramid.changed(2999, 3000);
    expect(pyramid.rangeOf(0, 2999)).toEqual([-3, 7]);
  });

  test('nothing, one sample, nothing finite, a stretch beyond the ends', () => {
    expect(pyramidOf([]).rangeOf(0, 10)).toBeNull();
    expect(pyramidOf([3]).figuresOf(0, 0)).toEqual({ count: 1, min: 3, max: 3, mean: 3, standardDeviation: 0 });
    expect(pyramidOf([Number.NaN, Infinity, -Infinity]).rangeOf(0, 2)).toBeNull();
    expect(pyramidOf([Number.NaN]).figuresOf(0, 0).mean).toBeNaN();
    expect(pyramidOf([1, 2, 3]).rangeOf(-5, 99)).toEqual([1, 3]);
    expect(pyramidOf([1, 2, 3]).figuresOf(2, 1).count).toBe(0);
  });

  test('keeps its digits far from 0', () => {
    const pyramid = new PlotPyramid((index) => 1.7e9 + (index % 2), 100_000);
    expect(pyramid.figuresOf(0, 99_999).mean).toBe(1.7e9 + 0.5);
    expect(pyramid.figuresOf(0, 99_999).standardDeviation).toBeCloseTo(0.5, 6);
  });

  test('blocks are at most an eighth of what they are asked for', () => {
    expect([1, 127, 128, 1023, 1024, 8191, 8192].map(blockSizeFor)).toEqual([1, 1, 16, 16, 128, 128, 1024]);
  });

  test('a stretch of a million samples costs a few dozen looks', () => {
    let looked = 0;
    const pyramid = new PlotPyramid((index) => {
      looked += 1;
      return Math.sin(index / 1000);
    }, 1_000_000);
    looked = 0;
    expect(pyramid.rangeOf(7, 999_990)?.[1]).toBeCloseTo(1, 5);
    expect(looked).toBeLessThanOrEqual(30);
  });
});
