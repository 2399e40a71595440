import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import { type FakeProduct, FakeWindows, projectPath, saveProject } from '../../../support/fake-product.ts';

let windows: FakeWindows;
let product: FakeProduct;
let workbench: Workbench;
beforeEach(() => {
  vi.useFakeTimers();
  windows = new FakeWindows();
  product = windows.product;
  workbench = windows.open();
});
afterEach(() => {
  windows.close();
  vi.useRealTimers();
});

test('bookmarks of one id are still two', async () => {
  await saveProject(workbench);
  const file = product.files.get(projectPath);
  const mark = workbench.marks.list[0];
  if (!file || !mark) throw new Error('not saved');
  file.contents.parts['marks'] = [mark, { ...mark, firstFrame: 50, lastFrame: 50 }];
  const next = windows.open();
  expect(await next.opening.open(projectPath, 'project')).toBeNull();
  expect(next.marks.list.map(({ firstFrame }) => firstFrame)).toEqual([40, 50]);
  expect(new Set(next.marks.list.map(({ id }) => id)).size).toBe(2);
});
