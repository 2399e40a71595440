import { expect, test } from 'vitest';
import { sessionsOf } from '../../../../main/drives/sessions.ts';

test('a session lasts until a frame names another', () => {
  expect(sessionsOf(['a', 'a', 'b', undefined, 'b', 'a'])).toEqual([
    { name: 'a', firstFrame: 0 },
    { name: 'b', firstFrame: 2 },
    { name: 'a', firstFrame: 5 },
  ]);
});

test('frames before the first name belong to the first session', () => {
  expect(sessionsOf([undefined, undefined, 'a', 'b'])).toEqual([
    { name: 'a', firstFrame: 0 },
    { name: 'b', firstFrame: 3 },
  ]);
});

test('without a name there is none', () => {
  expect(sessionsOf([undefined, undefined])).toEqual([]);
});
