import { beforeEach, expect, test } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { makeCommands } from '../../../../renderer/state/commands.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import type { CommandId } from '../../../../shared/commands.ts';

let workbench: Workbench;
let run: (...ids: CommandId[]) => void;
const places = (): number[][] => workbench.marks.list.map(({ firstFrame, lastFrame }) => [firstFrame, lastFrame]);

beforeEach(() => {
  workbench = new Workbench(new ApiClient(() => Promise.reject(new TypeError('no network'))), null);
  workbench.playback.reset(1000, null);
  const commands = makeCommands(workbench);
  run = (...ids) => {
    for (const id of ids) commands.find((command) => command.id === id)?.run();
  };
});

test('M marks the frame once; again, it opens the panel to name it', () => {
  workbench.playback.seek(120);
  run('bookmark-frame');
  expect([places(), workbench.dock.shown]).toEqual([[[120, 120]], null]);
  run('bookmark-frame');
  expect(places()).toEqual([[120, 120]]);
  expect(workbench.dock.shown).toBe('marks');
  expect(workbench.marks.selected).toBe(workbench.marks.list[0]?.id);
});

test('a range is marked beside a frame, and the list is in the order of the frames', () => {
  run('bookmark-range');
  expect(places()).toEqual([]);
  workbench.playback.seek(50);
  run('mark-in', 'bookmark-frame');
  workbench.playback.seek(70);
  run('mark-out', 'bookmark-range', 'first-frame', 'bookmark-frame');
  expect(places()).toEqual([
    [0, 0],
    [50, 50],
    [50, 70],
  ]);
});

test('from mark to mark, and to a digit', () => {
  for (const frame of [300, 100, 200]) {
    workbench.playback.seek(frame);
    run(frame === 200 ? 'set-mark-2' : 'bookmark-frame');
  }
  const visited = (
    ['previous-mark', 'previous-mark', 'next-mark', 'last-frame', 'go-to-mark-2', 'go-to-mark-3'] as const
  ).map((id) => {
    run(id);
    return workbench.playback.frame;
  });
  expect(visited).toEqual([100, 100, 200, 999, 200, 200]);
});

test('a digit moves on, the mark that had it stays', () => {
  run('set-mark-1', 'last-frame', 'set-mark-1', 'set-mark-4');
  expect(workbench.marks.list.map(({ firstFrame, digit }) => [firstFrame, digit])).toEqual([
    [0, null],
    [999, 4],
  ]);
});

test('the marks of a frame are removed', () => {
  run('bookmark-frame', 'last-frame', 'bookmark-frame', 'remove-mark');
  expect(places()).toEqual([[0, 0]]);
});

test('without a drive nothing is marked', () => {
  workbench.playback.reset(0, null);
  run('bookmark-frame', 'bookmark-range', 'set-mark-1');
  expect(places()).toEqual([]);
});
