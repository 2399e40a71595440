import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import { type FakeProduct, FakeWindows, noticesOf, openDrive, pass } from '../../../support/fake-product.ts';

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

test('another drive in its place is told of', async () => {
  await openDrive(workbench);
  workbench.bookmark('frame');
  await pass(workbench);
  const kept = product.journals.get('drive /a/drive')?.[0];
  if (kept?.contents.drive) kept.contents.drive.frameCount = 5000;
  const next = windows.open();
  await openDrive(next);
  expect(noticesOf(next).at(-1)).toMatch(/another drive.*5000 frames, and has 100 now/);
});
