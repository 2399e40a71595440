import { describe, expect, test } from 'vitest';
import { orderedChannels, tileAfter } from '../../../../renderer/panels/layer-ladder/channel-order.ts';
import { fieldWords, placeWords } from '../../../../renderer/panels/layer-ladder/field-words.ts';
import { channelFigures } from '../../../../shared/channel-figures.ts';

const figures = [
  [0, 1],
  [4, 0],
  [NaN, NaN],
  [1, 5],
].map((values) => channelFigures({ values: Float32Array.from(values) }, 'relu'));

test('channels by number, by mean and by largest value; those without a number last', () => {
  expect(orderedChannels(figures, 'index')).toEqual([0, 1, 2, 3]);
  // Means 0.5, 2, none, 3.
  expect(orderedChannels(figures, 'mean')).toEqual([3, 1, 0, 2]);
  expect(orderedChannels(figures, 'max')).toEqual([3, 1, 0, 2]);
  expect(orderedChannels([figures[0]!, figures[0]!], 'max')).toEqual([0, 1]);
});

describe('arrows in a grid of 10 tiles, 4 in a row, 2 rows in sight', () => {
  test.each([
    ['ArrowRight', 3, 4],
    ['ArrowLeft', 0, null],
    ['ArrowDown', 5, 9],
    ['ArrowDown', 7, null],
    ['ArrowUp', 2, null],
    ['PageDown', 1, 9],
    ['PageUp', 9, 1],
    ['Home', 7, 0],
    ['End', 0, 9],
    ['a', 1, null],
  ])('%s from %i', (key, from, to) => {
    expect(tileAfter(key, from, 10, 4, 2)).toBe(to);
  });
});

test('what is seen, in words', () => {
  const field = {
    rect: { left: 64, top: 16, width: 29, height: 29 },
    ...({ size: [29, 29], jump: [8, 8], isExact: true } as const),
  };
  expect(fieldWords(field)).toBe('Sees 29×29 px of the input, every 8 px');
  expect(fieldWords({ ...field, jump: [2, 1 / 3], isExact: false })).toBe(
    'Sees about 29×29 px of the input, every 2×0.33 px',
  );
  expect(placeWords(field)).toBe('rows 16–44, columns 64–92');
});
