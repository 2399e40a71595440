import { expect, test } from 'vitest';
import { LatestOnly } from '../../../../main/analysis/latest-only.ts';

/** A task that ends when told. */
function gate(): { readonly task: () => Promise<string>; readonly open: (value: string) => void; started: boolean } {
  let open: (value: string) => void = () => undefined;
  const opened = new Promise<string>((resolve) => (open = resolve));
  const state = {
    started: false,
    open: (value: string) => open(value),
    task: () => {
      state.started = true;
      return opened;
    },
  };
  return state;
}

test('of those that wait only the newest runs; the others are cancelled', async () => {
  const latest = new LatestOnly();
  const [first, second, third] = [gate(), gate(), gate()];
  const runs = [first, second, third].map(({ task }) => latest.run(task));
  await expect(runs[1]).rejects.toMatchObject({ code: 'cancelled' });
  expect([first.started, second.started, third.started]).toEqual([true, false, false]);
  first.open('one');
  third.open('three');
  expect(await runs[0]).toBe('one');
  expect(await runs[2]).toBe('three');
  expect(second.started).toBe(false);
});

test('a failed task lets the next one run', async () => {
  const latest = new LatestOnly();
  const failing = latest.run(() => Promise.reject(new Error('broken')));
  const next = latest.run(() => Promise.resolve('fine'));
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('fine');
  expect(await latest.run(() => Promise.resolve('again'))).toBe('again');
});

test('one that is aborted while it waits never starts', async () => {
  const latest = new LatestOnly();
  const [first, second] = [gate(), gate()];
  const running = latest.run(first.task);
  const cancelling = new AbortController();
  const waiting = latest.run(second.task, cancelling.signal);
  cancelling.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  first.open('one');
  await running;
  expect(second.started).toBe(false);
});
