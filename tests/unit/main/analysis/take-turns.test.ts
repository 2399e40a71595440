import { afterEach, expect, test, vi } from 'vitest';
import { takeTurns } from '../../../../main/analysis/take-turns.ts';

afterEach(() => void vi.useRealTimers());

test('each has its turn in every round: a run that does not count, then as many as fit', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const log: string[] = [];
  const slow = { run: () => (log.push('slow'), vi.advanceTimersByTime(30)) };
  const quick = { run: () => log.push('quick') };
  const told: number[][] = [];
  const onProgress = (done: number, total: number) => void told.push([done, total]);
  const [slowTimes, quickTimes] = await takeTurns([slow, quick], { rounds: 2, onProgress });
  // Longer than a turn: once; in no time: as often as a turn allows.
  const oneRound = ['slow', 'slow', ...new Array<string>(21).fill('quick')];
  expect(log).toEqual([...oneRound, ...oneRound]);
  expect(slowTimes).toEqual([30, 30]);
  expect(quickTimes).toEqual(new Array<number>(40).fill(0));
  expect(told).toEqual([
    [1, 2],
    [2, 2],
  ]);
});

test('is cancelled between two turns', async () => {
  const cancelling = new AbortController();
  const turn = { run: () => cancelling.abort() };
  const never = { run: () => expect.unreachable() };
  await expect(takeTurns([turn, never], { signal: cancelling.signal })).rejects.toMatchObject({ code: 'cancelled' });
});
