import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import type { MissingMedia } from '../../../../shared/project.ts';
import { type FakeProduct, FakeWindows, pass, projectPath, saveProject } from '../../../support/fake-product.ts';

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

test('what is missing is asked for, the rest opens, and what moved along is found', async () => {
  await saveProject(workbench);
  product.absent.add('/a/drive').add('/a/net.h5');
  const next = windows.open();
  expect(await next.opening.open(projectPath, 'project')).toBeNull();
  expect([next.dialogs.open, next.project.missing.length]).toEqual(['relink', 2]);
  // For who goes on without: they stay in the list of problems until they are found.
  expect(next.problems.map(({ code, place }) => [code, place])).toEqual([
    ['media-missing', '/a/drive'],
    ['media-missing', '/a/net.h5'],
  ]);
  // What waits for its drive is not lost by saving or by the journal.
  expect(next.project.contents().parts['place']).toMatchObject({ frame: 40 });
  expect(next.project.contents().drive?.path).toBe('/a/drive');
  const [drive] = next.project.missing as [MissingMedia];
  expect(await next.project.relink(drive, '/a/net.h5')).toMatchObject({ code: 'not-found' });
  expect(next.project.missing.map(({ kind }) => kind)).toEqual(['drive', 'network']);
  expect(await next.project.relink(drive, '/b/x/drive')).toBeNull();
  await pass(next);
  expect([next.project.missing, next.problems]).toEqual([[], []]);
  expect([next.session.drive?.path, next.playback.frame, next.marks.list.length]).toEqual(['/b/x/drive', 40, 1]);
  expect(next.session.model?.path).toBe('/b/x/net.h5');
  expect(next.project.unsaved).toBe(true);
});
