import { expect, test } from 'vitest';
import { sparklinePath } from '../../../../renderer/ui/sparkline-path.ts';

test('from left to right, the least at the bottom', () =>
  expect(sparklinePath([0, 1, 0.5], 20, 10)).toBe('M0 10L10 0L20 5'));

test('a missing number is a gap, one between gaps a dot', () => {
  expect(sparklinePath([0, 1, null, 1, null, 0, 1], 6, 1)).toBe('M0 1L1 0M3 0h0M5 1L6 0');
  expect(sparklinePath([null, null], 6, 1)).toBe('');
});

test('one and the same number is a line in the middle', () => expect(sparklinePath([7, 7], 10, 4)).toBe('M0 2L10 2'));
