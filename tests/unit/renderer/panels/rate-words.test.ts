import { expect, test } from 'vitest';
import { rateWords } from '../../../../renderer/panels/transport/rate-words.ts';

const real = { shownPerSec: 20, duePerSec: 20, screenPerSec: 60, shown: 200, dropped: 0 };

test('nothing dropped needs no reason', () => {
  expect(rateWords(real, { speed: 1, loadMs: 3 })).toBe('All 200 frames due since playing began were shown.');
});

test('faster than the screen changes', () => {
  const fast = { shownPerSec: 59, duePerSec: 160, screenPerSec: 60, shown: 59, dropped: 101 };
  expect(rateWords(fast, { speed: 8, loadMs: 3 })).toBe(
    'Of 160 frames due since playing began, 101 were never shown. At 8× there are 160 a second; the screen shows 60.',
  );
});

test('slower than the frames are due: what each part of one takes', () => {
  const slow = { shownPerSec: 10, duePerSec: 20, screenPerSec: 60, shown: 10, dropped: 1 };
  const timings = { decodeMs: 12.34, preprocessMs: 1, forwardMs: 80, saliencyMs: 0.5 };
  expect(rateWords(slow, { speed: 1, loadMs: 95.55, ...timings })).toBe(
    'Of 11 frames due since playing began, 1 was never shown. A frame takes 95.5 ms to arrive ' +
      '(ms: decode 12.3, preprocess 1.0, network 80.0, mask 0.5); at 1× 20 a second are due.',
  );
});
