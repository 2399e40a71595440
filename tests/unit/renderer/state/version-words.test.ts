import { expect, test } from 'vitest';
import { errorWords, ordinal, versionWords, writtenWords } from '../../../../renderer/state/version-words.ts';

const at = (day: number, hour: number): number => new Date(2026, 10, day, hour, 22, 10).getTime();
const version = { followed: true, number: 4, writtenAtMs: at(23, 18), stamp: '' };

test('when a writing of the network was, and which it is', () => {
  expect(versionWords(version, at(23, 19))).toBe('written 18:22:10, 4th since it was opened');
  expect(versionWords({ ...version, number: 1 }, at(24, 9))).toBe('written 2026-11-23 18:22:10');
  expect(versionWords({ ...version, writtenAtMs: null }, at(23, 19))).toBe('4th since it was opened');
  expect(writtenWords(null, at(23, 19))).toBeNull();
});

test('how the error changed', () => {
  expect(errorWords(0.0812, 0.0741, 'normalised')).toBe('MAE 0.081 → 0.074');
  expect(errorWords(2.31, null, 'deg')).toBe('MAE 2.3° → …');
  expect(errorWords(null, 0.0741, 'normalised')).toBe('MAE 0.074');
  expect(errorWords(null, null, 'normalised')).toBeNull();
});

test('ordinals', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 102].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '102nd',
  ]);
});
