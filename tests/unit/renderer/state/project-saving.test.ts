import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import {
  type FakeProduct,
  FakeWindows,
  noticesOf,
  pass,
  projectPath,
  saveProject,
} from '../../../support/fake-product.ts';

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

test('a file that another program changed is overwritten only when told', async () => {
  await saveProject(workbench);
  product.files.set(projectPath, { contents: workbench.project.contents(), fingerprint: 'other' });
  await workbench.saving.save();
  expect(noticesOf(workbench).at(-1)).toMatch(/file-changed/);
  expect(product.files.get(projectPath)?.fingerprint).toBe('other');
  workbench.notices.list.at(-1)?.action?.run();
  await pass(workbench);
  expect(product.files.get(projectPath)?.fingerprint).not.toBe('other');
});
