import { expect, test } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { FitSearch } from '../../../../renderer/state/fit-search.svelte.ts';
import type { FitResult } from '../../../../shared/fit.ts';

function searchOf(reply: () => Response): { search: FitSearch; asked: string[] } {
  const asked: string[] = [];
  const api = new ApiClient(async (input, init) => {
    asked.push(`${init?.method} ${String(input)}`);
    return reply();
  });
  return { search: new FitSearch(api), asked };
}

const result: FitResult = { candidates: [], frameCount: 3, agrees: false, verdict: 'None.' };

test('follows its search to the end and hears of no other', async () => {
  const { search } = searchOf(() => Response.json({ fitId: 'f1' }));
  await search.start('s');
  search.take({ type: 'fit-progress', fitId: 'other', done: 9, total: 10, best: [] });
  search.take({ type: 'fit-progress', fitId: 'f1', done: 4, total: 10, best: [] });
  expect(search.state).toEqual({ phase: 'running', done: 4, total: 10, best: [] });
  search.take({ type: 'fit-finished', fitId: 'f1', result });
  expect(search.state).toEqual({ phase: 'finished', result });
});

test('takes events that overtake the reply', async () => {
  const { search } = searchOf(() => Response.json({ fitId: 'f1' }));
  const started = search.start('s');
  search.take({ type: 'fit-finished', fitId: 'f1', result });
  await started;
  expect(search.state).toEqual({ phase: 'finished', result });
});

test('cancelling tells the product, and what comes later is not heard', async () => {
  const { search, asked } = searchOf(() => Response.json({ fitId: 'f1', cancelled: true }));
  await search.start('s');
  await search.cancel();
  search.take({ type: 'fit-progress', fitId: 'f1', done: 4, total: 10, best: [] });
  expect(search.state).toEqual({ phase: 'idle' });
  expect(asked.at(-1)).toBe('DELETE /api/sessions/s/fit');
});

test('a search that cannot begin says why', async () => {
  const error = { code: 'bad-request', message: 'No steering.', nextStep: 'Open another drive.' };
  const { search } = searchOf(() => Response.json({ error }, { status: 400 }));
  await search.start('s');
  expect(search.state).toMatchObject({ phase: 'failed', error: { message: 'No steering.' } });
});
