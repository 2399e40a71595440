import { expect, test } from 'vitest';
import { formatSecs, formatSpan } from '../../../../shared/annotate/number-format.ts';

test.each([
  [0.05, '0.05 s'],
  [9.996, '10.0 s'],
  [42.31, '42.3 s'],
  [59.97, '1 min 0 s'],
  [119.8, '2 min 0 s'],
  [640, '10 min 40 s'],
  [3599.7, '1 h 0 min'],
  [74_286, '20 h 38 min'],
])('%d seconds are told as %s', (secs, text) => expect(formatSpan(secs)).toBe(text));

test.each([
  [12.345, 0, '12.35 s'],
  [3599.99, 0, '3599.99 s'],
  [3600, 0, '1:00:00.00'],
  // 21 h · 3600 + 50 min · 60 + 44.72 s
  [78_644.72, 0, '21:50:44.72'],
  [12.34, 78_644.72, '0:00:12.34'],
  [-3661.5, 0, '−1:01:01.50'],
  [-0.001, 3600, '0:00:00.00'],
  // Rounded as a whole, never to 60 seconds.
  [3659.999, 0, '1:01:00.00'],
])('%d s of %d s is the place %s', (secs, ofSecs, text) => expect(formatSecs(secs, ofSecs)).toBe(text));
