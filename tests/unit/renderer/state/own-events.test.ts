import { expect, test } from 'vitest';
import { OwnEvents } from '../../../../renderer/state/own-events.ts';

test('events that overtake the reply are kept, those of another job are not', () => {
  const events = new OwnEvents<string>();
  expect(events.takes('old', 'late')).toBe(false);
  expect(events.takes('new', 'early')).toBe(false);
  expect(events.own('new')).toEqual(['early']);
  expect(events.takes('new', 'next')).toBe(true);
  expect(events.takes('old', 'very late')).toBe(false);
});
