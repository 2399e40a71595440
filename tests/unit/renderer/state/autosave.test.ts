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

test('what was done last is written before another drive opens, and as the page goes', async () => {
  await openDrive(workbench);
  workbench.bookmark('frame');
  expect(await workbench.opening.open('/a/other', 'drive')).toBeNull();
  expect(product.journals.get('drive /a/drive')?.[0]?.contents.parts['marks']).toHaveLength(1);
  await pass(workbench);
  workbench.playback.seek(7);
  await workbench.project.flush(true);
  expect(product.journals.get('drive /a/other')?.[0]?.contents.parts['place']).toMatchObject({ frame: 7 });
});

test('a page that is gone writes no more', async () => {
  await openDrive(workbench);
  workbench.bookmark('frame');
  await workbench.project.flush(true);
  workbench.marks.replace([]);
  await pass(workbench);
  await workbench.project.flush(true);
  expect(product.journals.get('drive /a/drive')?.[0]?.contents.parts['marks']).toHaveLength(1);
});

test('what could not be written since nobody answered is written later', async () => {
  await openDrive(workbench);
  product.answers = false;
  workbench.bookmark('frame');
  await pass(workbench);
  expect([product.journalsWritten, noticesOf(workbench)]).toEqual([0, []]);
  product.answers = true;
  await vi.advanceTimersByTimeAsync(5000);
  expect(product.journalsWritten).toBe(1);
});

test('nothing is written while nothing changes, nor while it plays', async () => {
  await openDrive(workbench);
  await pass(workbench);
  expect(product.journalsWritten).toBe(0);
  workbench.bookmark('frame');
  await pass(workbench);
  await pass(workbench);
  expect(product.journalsWritten).toBe(1);
});

test('a folder that cannot be written to is told of once', async () => {
  product.canWrite = false;
  await openDrive(workbench);
  for (const frame of [3, 4]) {
    workbench.playback.seek(frame);
    await pass(workbench);
  }
  expect(noticesOf(workbench)).toEqual([expect.stringMatching(/^Your changes are not kept/)]);
});
