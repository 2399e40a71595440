import { expect, test } from 'vitest';
import { Agreement } from '../../../../main/analysis/fit-score.ts';

/** Deterministic noise about 0, -1..1. */
function noise(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

test('r, gain and concordance of four frames, by hand', () => {
  // About the means 1.5 and 2: xx = 5, yy = 14, xy = 8.
  const agreement = new Agreement([0, 1, 2, 3], [0, 1, 2, 5]);
  expect(agreement.r).toBeCloseTo(8 / Math.sqrt(5 * 14), 12);
  expect(agreement.gain).toBeCloseTo(Math.sqrt(14 / 5), 12);
  // 2 * 8 / (5 + 14 + 4 * (2 - 1.5)²)
  expect(agreement.concordance).toBeCloseTo(16 / 20, 12);
  expect(agreement.answered).toBe(1);
});

test('scale and offset take from the concordance, not from r', () => {
  const road = noise(100, 1);
  const inDegrees = new Agreement(
    road,
    road.map((value) => 25 * value + 90),
  );
  expect(inDegrees.r).toBeCloseTo(1, 9);
  expect(inDegrees.gain).toBeCloseTo(25, 9);
  expect(inDegrees.concordance).toBeLessThan(0.01);
  expect(new Agreement(road, road).concordance).toBeCloseTo(1, 12);
});

test('a constant side has no correlation, missing numbers do not count', () => {
  expect(new Agreement([1, 2, 3], [0.1, 0.1, 0.1]).r).toBe(0);
  expect(new Agreement([0.1, 0.1, 0.1], [1, 2, 3]).concordance).toBe(0);
  const half = new Agreement([0, 1, Number.NaN, 3], [0, Number.NaN, 7, 3]);
  expect(half.r).toBeCloseTo(1, 12);
  expect(half.answered).toBeCloseTo(2 / 3, 12);
});

test('equal candidates are tied, clearly worse ones are not', () => {
  const road = noise(320, 1);
  const wobble = noise(320, 2);
  const [other, far] = [noise(320, 3), noise(320, 4)];
  const good = new Agreement(
    road,
    road.map((value, i) => value + 0.5 * wobble[i]!),
  );
  const asGood = new Agreement(
    road,
    road.map((value, i) => value + 0.5 * other[i]!),
  );
  const worse = new Agreement(
    road,
    road.map((value, i) => value + 0.8 * far[i]!),
  );
  const [best, second] = good.r >= asGood.r ? [good, asGood] : [asGood, good];
  expect(best.r - second.r).toBeGreaterThan(0);
  expect(best.isTiedWith(second)).toBe(true);
  // 0.9 against 0.78: beyond any tie.
  expect(best.r - worse.r).toBeGreaterThan(0.1);
  expect(best.isTiedWith(worse)).toBe(false);
  // The same noise, a little more of it: a difference of 0.03 that every block of the drive shows.
  const slightlyWorse = new Agreement(
    road,
    road.map((value, i) => value + 0.6 * wobble[i]!),
  );
  expect(good.r - slightlyWorse.r).toBeLessThan(0.06);
  expect(good.isTiedWith(slightlyWorse)).toBe(false);
});

test('a difference that one stretch of the drive alone makes is a tie', () => {
  const road = noise(320, 1);
  const wobble = noise(320, 2);
  const steady = road.map((value, i) => value + 0.5 * wobble[i]!);
  // Twenty frames of one block go wrong.
  const lapse = steady.map((value, i) => (i >= 100 && i < 120 ? 0 : value));
  const [a, b] = [new Agreement(road, steady), new Agreement(road, lapse)];
  expect(a.r - b.r).toBeGreaterThan(0.01);
  expect(a.isTiedWith(b)).toBe(true);
});
