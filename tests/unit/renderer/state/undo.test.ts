import { beforeEach, expect, test, vi } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { makeCommands } from '../../../../renderer/state/commands.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import type { CommandId } from '../../../../shared/commands.ts';

let workbench: Workbench;
/** Runs commands, each noticed as in the window. */
let run: (...ids: CommandId[]) => void;
const words = (): [string | null, string | null] => [workbench.undo.undoes, workbench.undo.redoes];

beforeEach(() => {
  workbench = new Workbench(new ApiClient(() => Promise.reject(new TypeError('no network'))), null);
  workbench.playback.reset(1000, null);
  workbench.undo.forget();
  const commands = makeCommands(workbench);
  run = (...ids) => {
    for (const id of ids) {
      commands.find((command) => command.id === id)?.run();
      workbench.undo.observe();
    }
  };
});

test('marks and range go back and forth, the frame stays', () => {
  const { marks, playback } = workbench;
  run('forward-100', 'bookmark-frame', 'mark-in', 'forward-10', 'mark-out');
  expect(words()).toEqual(['marked range', null]);
  run('undo', 'undo');
  expect([playback.inFrame, playback.outFrame, marks.list.length]).toEqual([null, null, 1]);
  expect(words()).toEqual(['bookmark “Frame 100”', 'marked range']);
  run('undo');
  expect([marks.list.length, playback.frame]).toEqual([0, 110]);
  run('redo', 'redo', 'redo', 'redo');
  expect([marks.list.length, playback.inFrame, playback.outFrame]).toEqual([1, 100, 110]);
});

test('a removed bookmark comes back with its note', () => {
  const { marks } = workbench;
  run('bookmark-frame');
  const [mark] = marks.list;
  if (!mark) throw new Error('no mark');
  marks.edit(mark.id, { name: 'bend', note: 'too late' });
  workbench.undo.observe();
  run('remove-mark');
  expect(words()[0]).toBe('removed bookmark “bend”');
  run('undo');
  expect(marks.list).toMatchObject([{ name: 'bend', note: 'too late' }]);
});

test('the look of the mask, its layer and zoom are undone; typing and wheels are one step', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { view } = workbench;
  const before = [view.opacity, view.zoom.scale];
  run('less-opaque', 'less-opaque', 'less-opaque');
  vi.advanceTimersByTime(1000);
  run('zoom-in', 'zoom-in');
  expect(words()[0]).toBe('zoom of the picture');
  run('undo');
  expect(words()).toEqual(['opacity of the mask', 'zoom of the picture']);
  run('undo');
  expect([view.opacity, view.zoom.scale]).toEqual(before);
  expect(words()[0]).toBeNull();
  vi.useRealTimers();
});

test('a stage that the network does not have is not put back', () => {
  const { view, undo } = workbench;
  view.stage = 2;
  undo.observe();
  view.stage = null;
  undo.observe();
  run('undo');
  expect(view.stage).toBeNull();
});

test('another drive starts a history of its own', () => {
  run('bookmark-frame');
  workbench.undo.forget();
  run('undo');
  expect(workbench.marks.list).toHaveLength(1);
});

test('a setup keeps its own history while the hand is in it', () => {
  const { dock, setup } = workbench;
  const undone = vi.spyOn(setup, 'undo').mockImplementation(() => undefined);
  run('bookmark-frame', 'network-setup', 'undo');
  expect([undone.mock.calls.length, workbench.marks.list.length]).toEqual([1, 1]);
  dock.inUse = false;
  run('undo');
  expect([undone.mock.calls.length, workbench.marks.list.length]).toEqual([1, 0]);
});
