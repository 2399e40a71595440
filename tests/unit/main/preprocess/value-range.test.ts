import { expect, test } from 'vitest';
import { preprocessingStepSchema } from '../../../../shared/preprocessing.ts';
import { valueRange } from '../../../../main/preprocess/value-range.ts';

const rangeOf = (...steps: readonly object[]) => valueRange(steps.map((step) => preprocessingStepSchema.parse(step)));

test('the ends of bytes go the way of the picture', () => {
  expect(rangeOf()).toEqual({ low: [0, 0, 0], high: [255, 255, 255] });
  expect(rangeOf({ op: 'crop', top: 60 }, { op: 'affine', scale: 1 / 127.5, offset: -1 })).toEqual({
    low: [-1, -1, -1],
    high: [1, 1, 1],
  });
  expect(rangeOf({ op: 'affine', scale: [1, -2, 0.5], offset: [0, 510, 3] })).toEqual({
    low: [0, 0, 3],
    high: [255, 510, 130.5],
  });
  expect(rangeOf({ op: 'min-max', low: -1, high: 1 }, { op: 'channels', pick: [2] })).toEqual({ low: [-1], high: [1] });
});

test('colours as bytes have their own ends', () => {
  expect(rangeOf({ op: 'colour', conversion: 'RGB2GRAY' })).toEqual({ low: [0], high: [255] });
  expect(rangeOf({ op: 'colour', conversion: 'RGB2HSV' }, { op: 'channels', pick: [2, 0] })).toEqual({
    low: [0, 0],
    high: [255, 179],
  });
  expect(rangeOf({ op: 'colour', conversion: 'RGB2YUV' }, { op: 'affine', scale: 1 / 255 })).toEqual({
    low: [0, 0, 0],
    high: [1, 1, 1],
  });
});

test('where the ends say nothing of the input there is no range', () => {
  expect(rangeOf({ op: 'standardise' })).toBeNull();
  expect(rangeOf({ op: 'affine', scale: 2 }, { op: 'colour', conversion: 'RGB2YUV' })).toBeNull();
  expect(rangeOf({ op: 'affine', scale: [1, 2, 3] }, { op: 'colour', conversion: 'RGB2GRAY' })).toBeNull();
});
