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
  expect(product.journals.get(`project ${projectPath}`)?.contents.parts['marks']).toHaveLength(2);
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
