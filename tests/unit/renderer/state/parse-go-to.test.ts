import { expect, test } from 'vitest';
import { parseGoTo } from '../../../../renderer/state/parse-go-to.ts';

const context = {
  frame: 50,
  frameCount: 100,
  timeSecs: Float64Array.from({ length: 100 }, (_, index) => index * 2),
};

test.each([
  ['12', 12],
  ['0', 0],
  ['+20', 70],
  ['-5', 45],
  ['+500', 99],
  ['-500', 0],
  ['12.5s', 6],
  ['13.2 s', 7],
  ['1:02', 31],
  ['-1:40', 0],
  ['+4s', 52],
  ['-3.9s', 48],
])('%s is frame %i', (text, frame) => expect(parseGoTo(text, context)).toBe(frame));

test.each(['', 'x', '12.5', '1e3', '--4', '12 34', 's'])('"%s" is no place', (text) =>
  expect(parseGoTo(text, context)).toBeNull(),
);

test('times need a log with time', () => {
  expect(parseGoTo('3s', { ...context, timeSecs: null })).toBeNull();
  expect(parseGoTo('3', { ...context, timeSecs: null })).toBe(3);
});

test('nothing is there in an empty drive', () => {
  expect(parseGoTo('0', { frame: 0, frameCount: 0, timeSecs: null })).toBeNull();
});
