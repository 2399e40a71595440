import { expect, test } from 'vitest';
import { frameGrid, maskInFrame } from '../../../shared/mask-in-frame.ts';

const map = (height: number, width: number, ...values: number[]) => ({
  height,
  width,
  values: Float32Array.from(values),
});

test('the grid has a cell a pixel, or the proportions of the frame', () => {
  expect(frameGrid({ width: 320, height: 160 }, 400)).toEqual({ width: 320, height: 160 });
  expect(frameGrid({ width: 1280, height: 720 }, 400)).toEqual({ width: 400, height: 225 });
  expect(frameGrid({ width: 9000, height: 2 }, 400)).toEqual({ width: 400, height: 1 });
});

test('a mask as large as the frame stays as it is', () => {
  const mask = map(2, 3, 0, 0.1, 0.2, 0.3, 0.4, 0.5);
  const frame = { width: 3, height: 2 };
  expect(maskInFrame(mask, { left: 0, top: 0, ...frame }, frame, frame)).toEqual(mask);
});

test('a crop of the frame lies where it was cut from, and nothing beside it', () => {
  // The lower half of a frame of 4 x 4, seen as 2 x 1.
  const mask = map(1, 2, 0, 1);
  const frame = { width: 4, height: 4 };
  const { values } = maskInFrame(mask, { left: 0, top: 2, width: 4, height: 2 }, frame, frame);
  const nothing = Array<number>(8).fill(Number.NaN);
  // The middles of the cells lie at −0.25, 0.25, 0.75 and 1.25 of the mask's own: beyond its ends it goes on as it is.
  expect([...values]).toEqual([...nothing, 0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1]);
});

test('a cell that is no number spoils only what it is mixed into', () => {
  const mask = map(1, 2, Number.NaN, 1);
  const frame = { width: 2, height: 1 };
  expect([...maskInFrame(mask, { left: 0, top: 0, ...frame }, frame, frame).values]).toEqual([Number.NaN, 1]);
});
