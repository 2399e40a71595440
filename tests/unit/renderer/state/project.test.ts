import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { driveFingerprint } from '../../../../renderer/state/drive-fingerprint.ts';
import type { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import {
  type FakeProduct,
  FakeWindows,
  image,
  logRow,
  noticesOf,
  openDrive,
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

test('is saved, closed and opened again as it was', async () => {
  await saveProject(workbench);
  expect([workbench.project.name, workbench.project.unsaved]).toEqual(['p', false]);
  expect(product.files.get(projectPath)?.contents).toMatchObject({
    drive: { path: '/a/drive', frameCount: 100, fingerprint: driveFingerprint({ image, logRow }) },
    networks: [{ path: '/a/net.h5', engine: 'onnx', device: 'cpu', preprocessing: null }],
  });
  const next = windows.open();
  next.view.colourMap = 'green';
  expect(await next.opening.open(projectPath, 'project')).toBeNull();
  await pass(next);
  expect([next.session.drive?.path, next.session.model?.path]).toEqual(['/a/drive', '/a/net.h5']);
  expect([next.playback.frame, next.marks.list.length, next.view.colourMap]).toEqual([40, 1, 'turbo']);
  expect([next.project.unsaved, noticesOf(next)]).toEqual([false, []]);
});

test('says when it is unsaved: not by looking around, but by a bookmark', async () => {
  await saveProject(workbench);
  workbench.playback.seek(2);
  workbench.view.zoom = { scale: 3, offsetX: 0, offsetY: 0 };
  await pass(workbench);
  expect(workbench.project.unsaved).toBe(false);
  workbench.bookmark('frame');
  await pass(workbench);
  expect(workbench.project.unsaved).toBe(true);
  await workbench.saving.save();
  await pass(workbench);
  expect(workbench.project.unsaved).toBe(false);
});

test('what changes while it is saved is unsaved, and kept', async () => {
  await saveProject(workbench);
  product.whileSaving = () => {
    workbench.playback.seek(60);
    workbench.bookmark('frame');
  };
  expect(await workbench.project.save(projectPath, false)).toBeNull();
  expect([product.files.get(projectPath)?.contents.parts['marks'], workbench.project.unsaved]).toMatchObject([
    [{}],
    true,
  ]);
  await pass(workbench);
  expect(product.journals.get(`project ${projectPath}`)?.[0]?.contents.parts['marks']).toHaveLength(2);
});

test('what was not saved comes back after a crash, and can be discarded', async () => {
  await saveProject(workbench);
  workbench.playback.seek(60);
  workbench.bookmark('frame');
  await pass(workbench);
  const next = windows.open();
  expect(await next.opening.open(projectPath, 'project')).toBeNull();
  await pass(next);
  expect([next.marks.list.length, next.project.unsaved]).toEqual([2, true]);
  expect(noticesOf(next)).toEqual([expect.stringMatching(/^Changes that were not saved are back/)]);
  next.notices.list[0]?.action?.run();
  await vi.advanceTimersByTimeAsync(100);
  await pass(next);
  expect([next.marks.list.length, next.project.unsaved]).toEqual([1, false]);
});

test('another drive leaves it, and says that what was not saved is kept', async () => {
  await saveProject(workbench);
  workbench.playback.seek(3);
  workbench.bookmark('frame');
  await pass(workbench);
  await openDrive(workbench, '/a/other');
  expect([workbench.project.path, workbench.marks.list.length]).toEqual([null, 0]);
  expect(product.journals.has(`project ${projectPath}`)).toBe(true);
});

test('another drive is nothing of it, also while the run over the drive is yet to begin', async () => {
  await saveProject(workbench);
  product.slow = /POST .*analysis/;
  const opening = workbench.opening.open('/b/drive', 'drive');
  await pass(workbench);
  expect(workbench.session.drive?.path).toBe('/b/drive');
  expect([workbench.project.path, workbench.marks.list]).toEqual([null, []]);
  product.answer();
  await opening;
  await pass(workbench);
  expect(product.journals.get(`project ${projectPath}`)).toBeUndefined();
});

test('of two that are opened at once the last is open, and holds nothing of the first', async () => {
  await saveProject(workbench);
  const other = '/a/other.steerscope';
  product.files.set(other, { contents: { drive: null, networks: [], parts: {} }, fingerprint: 'other' });
  product.slow = /columns/;
  const first = workbench.opening.open(projectPath, 'project');
  await pass(workbench);
  const second = workbench.opening.open(other, 'project');
  await pass(workbench);
  product.slow = null;
  product.answer();
  await Promise.all([first, second]);
  await pass(workbench);
  expect([workbench.project.path, workbench.marks.list, workbench.session.drive]).toEqual([other, [], null]);
  expect(workbench.project.unsaved).toBe(false);
});

test('one that is not there leaves what is open as it is', async () => {
  await openDrive(workbench);
  expect(await workbench.opening.open('/none.steerscope', 'project')).toMatchObject({ code: 'not-found' });
  expect(workbench.session.drive?.path).toBe('/a/drive');
});

test('parts that are spoilt or unknown are left out, the rest goes on', async () => {
  await saveProject(workbench);
  const file = product.files.get(projectPath);
  if (!file) throw new Error('not saved');
  file.contents.parts['marks'] = [{ id: 'a', firstFrame: -1 }];
  file.contents.parts['hologram'] = {};
  const next = windows.open();
  expect(await next.opening.open(projectPath, 'project')).toBeNull();
  expect(noticesOf(next)).toEqual(['Some of the project could not be used and was left out: marks, hologram.']);
  expect(next.playback.frame).toBe(40);
  for (let index = 0; index < 1000; index++) file.contents.parts[`part-${index}`] = 0;
  expect(await next.opening.open(projectPath, 'project')).toBeNull();
  expect(noticesOf(next).at(-1)).toMatch(/left out: marks, hologram, part-0, part-1, part-2 and 997 more\.$/);
});

test('what was set back in it is told, counts as no change, and stays a problem until it is saved', async () => {
  await saveProject(workbench);
  const file = product.files.get(projectPath);
  if (!file) throw new Error('not saved');
  const message = 'VisualBackProp takes its place.';
  file.problems = [{ severity: 'warning', code: 'unknown-choice', message, place: null, frame: null }];
  const next = windows.open();
  expect(await next.opening.open(projectPath, 'project')).toBeNull();
  await pass(next);
  expect([noticesOf(next), next.project.unsaved]).toEqual([[message], false]);
  expect(next.problems).toMatchObject([{ code: 'unknown-choice' }]);
  await next.saving.save();
  expect(next.problems).toEqual([]);
});

test('what a window did not save before another one saved is offered, and both are there when it is brought back', async () => {
  await saveProject(workbench);
  const second = windows.open();
  expect(await second.opening.open(projectPath, 'project')).toBeNull();
  await pass(second);
  // The second window's bookmark is kept, and not saved; then the first one saves its own.
  second.playback.seek(20);
  second.bookmark('frame');
  await pass(second);
  workbench.playback.seek(60);
  workbench.bookmark('frame');
  await pass(workbench);
  await workbench.saving.save();
  await pass(workbench);

  const frames = ({ marks }: Workbench): number[] => marks.list.map(({ firstFrame }) => firstFrame);
  const next = windows.open();
  expect(await next.opening.open(projectPath, 'project')).toBeNull();
  await pass(next);
  expect([frames(next), next.project.unsaved]).toEqual([[40, 60], false]);
  expect(noticesOf(next)).toEqual([expect.stringMatching(/^Changes from just now were not saved/)]);

  // Not while what this window has changed would be lost.
  next.playback.seek(80);
  next.bookmark('frame');
  await pass(next);
  next.notices.list[0]?.action?.run();
  expect(noticesOf(next).at(-1)).toMatch(/save it first/);
  expect(frames(next)).toEqual([40, 60, 80]);
  await next.saving.save();
  next.notices.list.findLast(({ action }) => action)?.action?.run();
  await vi.advanceTimersByTimeAsync(100);
  await pass(next);
  expect([frames(next), next.project.unsaved]).toEqual([[20, 40, 60, 80], true]);
  await next.saving.save();
  const last = windows.open();
  expect(await last.opening.open(projectPath, 'project')).toBeNull();
  expect([frames(last), noticesOf(last)]).toEqual([[20, 40, 60, 80], []]);
});

test('a window that only looked around offers nothing when another one has saved', async () => {
  await saveProject(workbench);
  const second = windows.open();
  expect(await second.opening.open(projectPath, 'project')).toBeNull();
  second.playback.seek(20);
  await pass(second);
  workbench.marks.replace([]);
  await pass(workbench);
  await workbench.saving.save();
  const next = windows.open();
  expect(await next.opening.open(projectPath, 'project')).toBeNull();
  expect([next.marks.list, noticesOf(next)]).toEqual([[], []]);
});

test('what this window itself did not save is not written over when the file has changed and is opened again', async () => {
  await saveProject(workbench);
  workbench.playback.seek(60);
  workbench.bookmark('frame');
  await pass(workbench);
  const file = product.files.get(projectPath);
  if (!file) throw new Error('not saved');
  // As by another program.
  product.files.set(projectPath, { ...file, fingerprint: 'other' });
  expect(await workbench.opening.open(projectPath, 'project')).toBeNull();
  workbench.playback.seek(5);
  await pass(workbench);
  expect(workbench.marks.list).toHaveLength(1);
  workbench.notices.list.at(-1)?.action?.run();
  await vi.advanceTimersByTimeAsync(100);
  await pass(workbench);
  expect(workbench.marks.list).toHaveLength(2);
});
