import { expect, test } from 'vitest';
import { figure, nameParts, rangeWords } from '../../../../renderer/panels/drive-mapping/column-words.ts';

test.each([
  [-0.942114, '−0.94211'],
  [107, '107'],
  [0, '0'],
  [1603200000, '1.6032e9'],
  [0.00001, '1e−5'],
  [1e20, '1e20'],
])('%d is %s', (value, text) => expect(figure(value)).toBe(text));

test('ranges, also of numbers that differ in their last digits only', () => {
  expect(rangeWords(-1, 0.5)).toBe('−1 … 0.5');
  expect(rangeWords(3, 3)).toBe('3 … 3');
  expect(rangeWords(1700000000000, 1700000011950)).toBe('1.7e12 … +11950');
});

test('a topic and the number in its messages', () => {
  expect(nameParts('/car/steering.axes.0')).toEqual({ topic: '/car/steering.', last: 'axes.0' });
  expect(nameParts('/camera/image')).toEqual({ topic: '', last: '/camera/image' });
  expect(nameParts('wheel.angle')).toEqual({ topic: '', last: 'wheel.angle' });
});
