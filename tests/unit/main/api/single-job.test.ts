import { expect, test } from 'vitest';
import { SingleJob } from '../../../../main/api/single-job.ts';
import type { SessionEvent } from '../../../../shared/session-event.ts';

type Finished = Extract<SessionEvent, { type: 'fit-finished' }>;
const finished = (fitId: string): Finished => ({ type: 'fit-finished', fitId, result: null });

/** Ends when it is cancelled, after a moment. */
const untilCancelled = (fitId: string, log: string[]) => async (signal: AbortSignal) => {
  log.push(`${fitId} starts`);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  await new Promise((resolve) => setTimeout(resolve, 5));
  log.push(`${fitId} ends`);
  return finished(fitId);
};

test('one at a time: the next waits for the end of the one before', async () => {
  const log: string[] = [];
  const job = new SingleJob<Finished>((event) => log.push(`told ${'fitId' in event ? event.fitId : ''}`));
  await job.start(untilCancelled('a', log));
  await job.start(untilCancelled('b', log));
  expect(log).toEqual(['a starts', 'a ends', 'told a', 'b starts']);
  expect(job.ended).toBeNull();
  expect(await job.cancel()).toBe(true);
  expect(job.ended).toEqual(finished('b'));
  expect(await job.cancel()).toBe(false);
});

test('what is forgotten is told when it ends, and is not how things stand', async () => {
  const told: SessionEvent[] = [];
  const job = new SingleJob<Finished>((event) => told.push(event));
  await job.start(untilCancelled('a', []));
  job.forget();
  expect(told).toEqual([]);
  await job.cancel();
  expect(told).toEqual([finished('a')]);
  expect(job.ended).toBeNull();
});
