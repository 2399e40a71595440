import { describe, expect, test } from 'vitest';
import { contourLines } from '../../../../shared/annotate/contour-lines.ts';

/** A map by its rows. */
const map = (...rows: readonly (readonly number[])[]) => ({
  height: rows.length,
  width: rows[0]?.length ?? 0,
  values: Float32Array.from(rows.flat()),
});
const points = (line: Float32Array): number[][] =>
  Array.from({ length: line.length / 2 }, (_, index) => [...line.subarray(index * 2, index * 2 + 2)]);

describe('lines of equal value', () => {
  test('cross where the value lies between two cells', () => {
    // From 0 to 4 between the middles at 0.5 and 1.5: 1 lies a quarter of the way.
    const [line, ...others] = contourLines(map([0, 4], [0, 4]), 1);
    expect(others).toEqual([]);
    expect(points(line!)).toEqual([
      [0.75, 0.5],
      [0.75, 1.5],
    ]);
  });

  test('close around a hill', () => {
    const lines = contourLines(map([0, 0, 0], [0, 2, 0], [0, 0, 0]), 1);
    expect(lines).toHaveLength(1);
    const around = points(lines[0]!);
    expect(around[0]).toEqual(around.at(-1));
    // Half way from the hill in the middle to each of its four neighbours.
    expect(new Set(around.map(String))).toEqual(new Set(['1.5,1', '2,1.5', '1.5,2', '1,1.5']));
  });

  test('keep what is inside at their left', () => {
    const [line] = contourLines(map([0, 0, 0], [0, 2, 0], [0, 0, 0]), 1);
    const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = []] = points(line!);
    // The hill at 1.5, 1.5 seen from the middle of the first step, turned against the clock (y grows downwards).
    const [towardsX, towardsY] = [1.5 - (x0 + x1) / 2, 1.5 - (y0 + y1) / 2];
    expect((y1 - y0) * towardsX - (x1 - x0) * towardsY).toBeGreaterThan(0);
  });

  test('join or part the corners of a saddle by its middle', () => {
    // Middle 1: below 1.2, at or above 0.8.
    const saddle = map([2, 0], [0, 2]);
    const parted = contourLines(saddle, 1.2).map((line) => points(line).map(([x = 0, y = 0]) => x + y));
    // The top left corner is cut off near 0.5 + 0.5, the other near 1.5 + 1.5.
    for (const sums of parted) expect(sums.every((sum) => sum < 1.6) || sums.every((sum) => sum > 2.4)).toBe(true);
    expect(parted).toHaveLength(2);
    const joined = contourLines(saddle, 0.8).map((line) => points(line).map(([x = 0, y = 0]) => x - y));
    for (const differences of joined)
      expect(
        differences.every((difference) => difference > 0) || differences.every((difference) => difference < 0),
      ).toBe(true);
    expect(joined).toHaveLength(2);
    const other = contourLines(map([0, 2], [2, 0]), 0.8).map((line) => points(line).map(([x = 0, y = 0]) => x + y));
    for (const sums of other) expect(sums.every((sum) => sum < 1.6) || sums.every((sum) => sum > 2.4)).toBe(true);
  });

  test('end beside what is no number', () => {
    expect(contourLines(map([0, 4, Number.NaN], [0, 4, 4]), 1)).toHaveLength(1);
    expect(contourLines(map([0, Number.NaN], [0, 4]), 1)).toEqual([]);
  });

  test('of a cone lie on a circle', () => {
    const size = 41;
    const cone = map(
      ...Array.from({ length: size }, (_, y) =>
        Array.from({ length: size }, (_x, x) => 20 - Math.hypot(x - 20, y - 20)),
      ),
    );
    const [line, ...others] = contourLines(cone, 8);
    expect(others).toEqual([]);
    for (const [x = 0, y = 0] of points(line!)) expect(Math.hypot(x - 20.5, y - 20.5)).toBeCloseTo(12, 1);
  });

  test('are none where all is alike, at a level that nothing has, in a single row', () => {
    expect(contourLines(map([1, 1], [1, 1]), 1)).toEqual([]);
    expect(contourLines(map([0, 1], [1, 0]), 2)).toEqual([]);
    expect(contourLines(map([0, 1, 0]), 0.5)).toEqual([]);
  });
});
