import { expect, test } from 'vitest';
import { parseNumber, parseNumbers, showNumber, showNumbers } from '../../../../renderer/ui/number-text.ts';

test.each([
  ['12', 12],
  [' -0,5 ', -0.5],
  ['−0.5', -0.5],
  ['1/127.5', 1 / 127.5],
  ['1e-3', 0.001],
])('%s is %d', (text, value) => expect(parseNumber(text)).toBe(value));

test.each(['', ' ', 'a', '1/', '/2', '1/0', '1/2/3'])('“%s” is no number', (text) =>
  expect(parseNumber(text)).toBeNaN(),
);

test('a number is shown as it is read back, a divisor as such', () => {
  expect(showNumber(1 / 255)).toBe('1/255');
  expect(showNumber(-1 / 127.5)).toBe('-1/127.5');
  expect(showNumber(0.25)).toBe('0.25');
  expect(showNumber(Number.NaN)).toBe('');
  for (const value of [1 / 255, 1 / 3, Math.PI, 0.1 + 0.2, 123456789.25, -0.0045])
    expect(parseNumber(showNumber(value))).toBe(value);
});

test('a list of numbers; what is none stays in its place', () => {
  expect(parseNumbers('1, 2;3  1/4')).toEqual([1, 2, 3, 0.25]);
  expect(parseNumbers('1, x')).toEqual([1, Number.NaN]);
  expect(showNumbers([1, 1 / 255])).toBe('1, 1/255');
});
