import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import { FakeWindows } from '../../../support/fake-product.ts';

let windows: FakeWindows;
let workbench: Workbench;
beforeEach(() => {
  vi.useFakeTimers();
  windows = new FakeWindows();
  workbench = windows.open();
});
afterEach(() => {
  windows.close();
  vi.useRealTimers();
});

test.each([
  { query: '', opens: ['/a/drive', null] },
  { query: '?new', opens: [null, null] },
  { query: '?open=%2Fa%2Fnet.h5', opens: [null, '/a/net.h5'] },
])('a window at $query opens $opens', async ({ query, opens }) => {
  await workbench.opening.start(query);
  expect([workbench.session.drive?.path ?? null, workbench.session.model?.path ?? null]).toEqual(opens);
});
