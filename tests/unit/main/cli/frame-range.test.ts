import { expect, test } from 'vitest';
import { framesWithin, parseFrameRange } from '../../../../main/cli/frame-range.ts';

test('a range is two numbers, either left out', () => {
  expect(parseFrameRange('3:9')).toEqual({ from: 3, to: 9 });
  expect(parseFrameRange(':9')).toEqual({ from: null, to: 9 });
  expect(parseFrameRange('3:')).toEqual({ from: 3, to: null });
  expect(parseFrameRange(':')).toEqual({ from: null, to: null });
  for (const wrong of ['', '3', '3-9', 'a:b', '-1:4', '1:2:3', '1.5:2', '0x1:2'])
    expect(() => parseFrameRange(wrong)).toThrow('A:B');
});

test('is cut to the drive, and refused when nothing is left', () => {
  expect(framesWithin(undefined, 10)).toEqual({ from: 0, to: 10 });
  expect(framesWithin({ from: 4, to: null }, 10)).toEqual({ from: 4, to: 10 });
  expect(framesWithin({ from: 4, to: 400 }, 10)).toEqual({ from: 4, to: 10 });
  for (const [from, to] of [
    [10, 12],
    [5, 5],
    [6, 5],
  ] as const)
    expect(() => framesWithin({ from, to }, 10)).toThrow('10 frames');
});
