import { expect, test } from 'vitest';
import { SingleJob, type Work } from '../../../../main/api/single-job.ts';
import type { SessionEvent } from '../../../../shared/session-event.ts';

const progress = (fitId: string): SessionEvent => ({ type: 'fit-progress', fitId, done: 1, total: 2, best: [] });
const finished = (fitId: string): SessionEvent => ({ type: 'fit-finished', fitId, result: null });

/** Finds something, and ends a moment after it is cancelled. */
const untilCancelled =
  (fitId: string, log: string[]) =>
  async ({ signal, keep }: Work): Promise<SessionEvent> => {
    log.push(`${fitId} starts`);
    keep(() => progress(fitId));
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await new Promise((resolve) => setTimeout(resolve, 5));
    log.push(`${fitId} ends`);
    return finished(fitId);
  };

test('one at a time: the next waits for the end of the one before', async () => {
  const log: string[] = [];
  const job = new SingleJob((event) => log.push(`told ${'fitId' in event ? event.fitId : ''}`));
  await job.start(untilCancelled('a', log));
  await job.start(untilCancelled('b', log));
  expect(log).toEqual(['a starts', 'a ends', 'told a', 'b starts']);
  expect(job.present()).toEqual([progress('b')]);
  expect(await job.cancel()).toBe(true);
  expect(job.present()).toEqual([progress('b'), finished('b')]);
  expect(await job.cancel()).toBe(false);
});

test('work tells at once and keeps for those who come late, each by itself', async () => {
  const told: SessionEvent[] = [];
  const job = new SingleJob((event) => told.push(event));
  await job.start(async ({ signal, publish, keep }) => {
    keep(() => progress('kept'));
    publish(progress('told'));
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    keep(null);
    return finished('a');
  });
  expect(told).toEqual([progress('told')]);
  expect(job.present()).toEqual([progress('kept')]);
  await job.cancel();
  expect(told).toEqual([progress('told'), finished('a')]);
  expect(job.present()).toEqual([finished('a')]);
});

test('what is forgotten is told when it ends, and is not how things stand', async () => {
  const told: SessionEvent[] = [];
  const job = new SingleJob((event) => told.push(event));
  await job.start(async (work) => {
    await untilCancelled('a', [])(work);
    work.keep(() => progress('late'));
    return finished('a');
  });
  job.forget();
  expect(told).toEqual([]);
  expect(job.present()).toEqual([]);
  await job.cancel();
  expect(told).toEqual([finished('a')]);
  expect(job.present()).toEqual([]);
});
