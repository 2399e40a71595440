import { expect, test } from 'vitest';
import { timeAgo } from '../../../../renderer/state/time-ago.ts';

test('how long ago', () => {
  const minute = 60_000;
  expect([0, minute, 5 * minute, 60 * minute, 180 * minute, 49 * 60 * minute].map((ms) => timeAgo(0, ms))).toEqual([
    'just now',
    '1 minute ago',
    '5 minutes ago',
    '1 hour ago',
    '3 hours ago',
    '2 days ago',
  ]);
});
