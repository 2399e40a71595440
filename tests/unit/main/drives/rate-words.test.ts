import { expect, test } from 'vitest';
import { interpolatedWords } from '../../../../main/drives/rate-words.ts';

const every = (stepMs: number, count = 100): Float64Array =>
  Float64Array.from({ length: count }, (_, sample) => 1_600_000_000_000 + sample * stepMs);

test('the method is named, with both rates', () => {
  expect(interpolatedWords(every(12), every(50))).toBe(
    'brought from 83 Hz to the times of the frames at 20 Hz by linear interpolation between neighbours',
  );
});

test('slow samples have their tenths, and a pause does not count', () => {
  const paused = every(400).map((time, sample) => (sample < 50 ? time : time + 60_000));
  expect(interpolatedWords(paused, every(50))).toContain('from 2.5 Hz to');
});

test('times that stand still have no rate', () => {
  expect(interpolatedWords(new Float64Array(3), every(50))).toContain('brought to the times of the frames at 20 Hz by');
});
