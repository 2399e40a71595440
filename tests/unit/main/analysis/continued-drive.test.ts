import { expect, test } from 'vitest';
import { isContinued } from '../../../../main/analysis/continued-drive.ts';
import { textsOf } from '../../../../shared/texts.ts';

const columnsOf = (timeSecs: readonly number[] | null, count = timeSecs?.length ?? 3) => ({
  timeSecs: timeSecs && Float64Array.from(timeSecs),
  logRow: Uint32Array.from({ length: count }, (_, frame) => frame),
  image: textsOf(Array.from({ length: count }, (_, frame) => `${frame}.jpg`)),
});

const before = columnsOf([0, 0.05, NaN]);

test.each([
  ['the same', columnsOf([0, 0.05, NaN]), true],
  ['more', columnsOf([0, 0.05, NaN, 0.16]), true],
  ['fewer', columnsOf([0, 0.05]), false],
  // A drive that was recorded anew, under the names of the one before.
  ['at other times', columnsOf([0, 0.04, NaN, 0.16]), false],
  ['without times', columnsOf(null, 4), false],
  ['with other pictures', { ...before, image: textsOf(['0.jpg', '2.jpg', '3.jpg']) }, false],
  ['of other records', { ...before, logRow: Uint32Array.of(0, 2, 3) }, false],
])('a later reading that is %s', (_, after, continued) => {
  expect(isContinued(before, after)).toBe(continued);
});

test('without times the pictures and records tell', () => {
  expect(isContinued(columnsOf(null), columnsOf(null, 5))).toBe(true);
});
