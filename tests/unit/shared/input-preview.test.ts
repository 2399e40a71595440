import { expect, test } from 'vitest';
import { channelRange, inputPreview } from '../../../shared/input-preview.ts';

const channel = (...values: number[]) => ({ width: values.length, height: 1, values: Float32Array.from(values) });

test('three channels are one picture, stretched alike', () => {
  const { picture, range } = inputPreview([channel(-1, 0), channel(-1, 1), channel(0, 0)]);
  expect(range).toEqual({ min: -1, max: 1 });
  expect(picture).toMatchObject({ width: 2, height: 1 });
  expect([...picture.data]).toEqual([0, 0, 128, 255, 128, 255, 128, 255]);
});

test('one channel, or two, or one of three is grey', () => {
  expect([...inputPreview([channel(0, 0.5, 1)]).picture.data].filter((_, i) => i % 4 === 1)).toEqual([0, 128, 255]);
  expect(inputPreview([channel(0, 4), channel(0, 9)]).range).toEqual({ min: 0, max: 4 });
  const third = inputPreview([channel(0, 255), channel(0, 255), channel(10, 20)], 2);
  expect(third.range).toEqual({ min: 10, max: 20 });
  expect([...third.picture.data]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
});

test('one number throughout is black, and no number is magenta', () => {
  expect([...inputPreview([channel(7, 7)]).picture.data]).toEqual([0, 0, 0, 255, 0, 0, 0, 255]);
  const { picture, range } = inputPreview([channel(0, Number.NaN, 2, Infinity)]);
  expect(range).toEqual({ min: 0, max: 2 });
  expect([...picture.data.subarray(4, 8)]).toEqual([255, 0, 255, 255]);
  expect(channelRange(channel(Number.NaN))).toEqual({ min: 0, max: 0 });
});

test('a channel that is not there is a bug', () => {
  expect(() => inputPreview([channel(1)], 1)).toThrow(RangeError);
});
