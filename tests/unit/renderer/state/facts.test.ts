import { expect, test } from 'vitest';
import { formatSpan } from '../../../../renderer/state/facts.ts';

test.each([
  [5.18, '5.2 s'],
  [59.97, '1 min 0 s'],
  [119.8, '2 min 0 s'],
  [640, '10 min 40 s'],
  [3599.7, '1 h 0 min'],
  [74_286, '20 h 38 min'],
])('%d seconds are told as %s', (secs, text) => expect(formatSpan(secs)).toBe(text));
