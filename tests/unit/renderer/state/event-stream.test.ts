import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followEvents } from '../../../../renderer/state/event-stream.ts';
import type { SessionEvent } from '../../../../shared/session-event.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

const event: SessionEvent = { type: 'export-progress', exportId: 'e', done: 1, total: 2, framesPerSec: 3 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function* only(...events: SessionEvent[]): AsyncGenerator<SessionEvent> {
  yield* events;
}

test('connects again when the connection is lost, and stops when told to', async () => {
  const stop = new AbortController();
  const heard: SessionEvent[] = [];
  const connected: boolean[] = [];
  let connections = 0;
  const following = followEvents({
    async connect() {
      connections += 1;
      if (connections === 2) throw new SteerscopeError('internal', 'Lost.', 'Wait.');
      // The third connection stands, though nothing happens.
      return connections === 1 ? only(event) : only();
    },
    onEvent: (one) => heard.push(one),
    onConnected: (one) => connected.push(one),
    signal: stop.signal,
  });
  await vi.advanceTimersByTimeAsync(1600);
  expect(heard).toEqual([event]);
  expect(connected).toEqual([true, false, true]);
  stop.abort();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await following).toBeNull();
  expect(connections).toBe(3);
});

test.each(['not-found', 'unauthorised'] as const)('ends where asking again is of no use: %s', async (code) => {
  let connections = 0;
  const end = await followEvents({
    async connect() {
      connections += 1;
      throw new SteerscopeError(code, 'No such session.', 'Open it again.');
    },
    onEvent: () => undefined,
    onConnected: () => undefined,
    signal: new AbortController().signal,
  });
  expect(end).toMatchObject({ code });
  expect(connections).toBe(1);
});
