import { expect, test } from 'vitest';
import { channelFigures, isDead, joinedFigures, stageFigures } from '../../../shared/channel-figures.ts';

const of = (values: readonly number[], activation = 'relu') =>
  channelFigures({ values: Float32Array.from(values) }, activation);

test('mean, ends and share of zeros', () => {
  expect(of([0, 0, 3, 1])).toEqual({
    ...{ min: 0, max: 3, mean: 1, zeroShare: 0.5, saturatedShare: null, notFinite: 0, count: 4 },
  });
});

test.each([
  ['relu6', [0, 3, 6, 6], 0.5],
  ['sigmoid', [0, 0.5, 0.995, 1], 0.75],
  ['tanh', [-1, -0.5, 0.5, 0.2], 0.25],
  ['hard-sigmoid', [0, 0.5, 0.9, 1], 0.5],
  ['elu', [-1, 5], null],
])('saturation of %s', (activation, values, expected) => {
  expect(of(values, activation).saturatedShare).toBe(expected);
});

test('what is no number is counted and left out', () => {
  expect(of([NaN, 2, Infinity, 4])).toMatchObject({ min: 2, max: 4, mean: 3, notFinite: 2, count: 4 });
  expect(of([NaN])).toMatchObject({ min: NaN, mean: NaN, zeroShare: NaN, notFinite: 1 });
  expect(of([])).toMatchObject({ max: NaN, count: 0 });
});

test('a stage: dead channels are 0 everywhere, constant ones something else', () => {
  const stage = stageFigures([of([0, 0]), of([0, 4]), of([2, 2]), of([NaN, 0])]);
  expect(stage).toMatchObject({ channels: 4, dead: 1, constant: 1, max: 4, notFinite: 1, count: 8 });
  // 0 0 0 4 2 2 0 without the NaN.
  expect(stage.mean).toBeCloseTo(8 / 7, 12);
  expect(stage.zeroShare).toBeCloseTo(4 / 7, 12);
});

test('a map of one element is not constant, a stage without channels has no figures', () => {
  expect(stageFigures([of([5])])).toMatchObject({ constant: 0, dead: 0, mean: 5 });
  expect(stageFigures([])).toMatchObject({ channels: 0, mean: NaN, dead: 0 });
});

test('over frames: dead only where it is dead in all of them', () => {
  const [silent, loud] = [of([0, 0]), of([0, 6])];
  expect(isDead(joinedFigures(silent, silent))).toBe(true);
  expect(isDead(joinedFigures(silent, loud))).toBe(false);
  expect(joinedFigures(silent, loud)).toMatchObject({ min: 0, max: 6, mean: 1.5, zeroShare: 0.75, count: 4 });
  expect(joinedFigures(of([NaN, NaN]), loud)).toMatchObject({ mean: 3, max: 6, notFinite: 2, count: 4 });
});
