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

test('marks, range, frame and zoom of a drive come back with it', async () => {
  await openDrive(workbench);
  const { marks, playback, view } = workbench;
  playback.seek(40);
  workbench.bookmark('frame');
  playback.markIn();
  view.zoom = { scale: 2, offsetX: 5, offsetY: 0 };
  await pass(workbench);
  playback.seek(55);
  await pass(workbench);

  const next = windows.open();
  await openDrive(next);
  expect(next.marks.list).toEqual(marks.list);
  expect([next.playback.frame, next.playback.inFrame, next.view.zoom.scale]).toEqual([55, 40, 2]);
  expect(noticesOf(next)).toEqual([expect.stringMatching(/^Restored from just now: 1 bookmark and the marked range/)]);
  next.notices.list[0]?.action?.run();
  expect([next.marks.list.length, next.playback.frame, next.playback.hasRange]).toEqual([0, 0, false]);
});

test('another drive has its own', async () => {
  await openDrive(workbench);
  workbench.bookmark('frame');
  await pass(workbench);
  await openDrive(workbench, '/a/other');
  expect(workbench.marks.list).toEqual([]);
  expect(noticesOf(workbench)).toEqual([]);
  await openDrive(workbench);
  expect(workbench.marks.list).toHaveLength(1);
});

test('two windows on one drive lose nothing of each other', async () => {
  await openDrive(workbench);
  workbench.playback.seek(10);
  workbench.bookmark('frame');
  await pass(workbench);
  const second = windows.open();
  await openDrive(second);
  second.playback.seek(20);
  second.bookmark('frame');
  await pass(second);
  workbench.playback.seek(30);
  workbench.bookmark('frame');
  await pass(workbench);

  const frames = ({ marks }: Workbench): number[] => marks.list.map(({ firstFrame }) => firstFrame);
  expect([frames(workbench), frames(second)]).toEqual([
    [10, 30],
    [10, 20],
  ]);
  const next = windows.open();
  await openDrive(next);
  expect([frames(next), next.playback.frame]).toEqual([[10, 20, 30], 30]);
  expect(noticesOf(next)).toEqual([expect.stringMatching(/^Restored from just now: 3 bookmarks/)]);
  next.playback.seek(40);
  await pass(next);
  expect(product.journals.get('drive /a/drive')).toHaveLength(1);
});
