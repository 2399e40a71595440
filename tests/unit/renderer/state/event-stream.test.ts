import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followEvents } from '../../../../renderer/state/event-stream.ts';
import type { SessionEvent } from '../../../../shared/api.ts';
import { SteerscopeError } from '../../../../shared/steerscope-error.ts';

const event: SessionEvent = { type: 'export-progress', exportId: 'e', done: 1, total: 2, framesPerSec: 3 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('connects again when the connection is lost, and stops when told to', async () => {
  const stop = new AbortController();
  const heard: SessionEvent[] = [];
  const connected: boolean[] = [];
  let connections = 0;
  const following = followEvents({
    async *connect() {
      connections += 1;
      if (connections === 2) throw new SteerscopeError('internal', 'Lost.', 'Wait.');
      yield event;
    },
    onEvent: (one) => heard.push(one),
    onConnected: (one) => connected.push(one),
    signal: stop.signal,
  });
  await vi.advanceTimersByTimeAsync(1600);
  expect(heard).toEqual([event, event]);
  expect(connected).toEqual([true, false, true]);
  stop.abort();
  await vi.advanceTimersByTimeAsync(20_000);
  await following;
  expect(connections).toBe(3);
});

test('gives up on a session that is gone', async () => {
  let connections = 0;
  await followEvents({
    // eslint-disable-next-line require-yield
    async *connect() {
      connections += 1;
      throw new SteerscopeError('not-found', 'No such session.', 'Open it again.');
    },
    onEvent: () => undefined,
    onConnected: () => undefined,
    signal: new AbortController().signal,
  });
  expect(connections).toBe(1);
});
