import { expect, test } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { makeCommands } from '../../../../renderer/state/commands.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';

const workbench = new Workbench(new ApiClient(() => Promise.reject(new TypeError('no network'))), null);
const commands = makeCommands(workbench);
const run = (id: string): void => commands.find((command) => command.id === id)?.run();

test('no two commands share an id or a key', () => {
  const ids = commands.map(({ id }) => id);
  const keys = commands.flatMap((command) => command.keys);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(keys).size).toBe(keys.length);
});

test('steps of 1, 10, 100 frames and one second', () => {
  workbench.playback.reset(
    1000,
    Float64Array.from({ length: 1000 }, (_, index) => index / 20),
  );
  const visited = ['next-frame', 'forward-10', 'forward-100', 'forward-1s', 'previous-frame', 'back-10', 'last-frame'];
  expect(
    visited.map((id) => {
      run(id);
      return workbench.playback.frame;
    }),
  ).toEqual([1, 11, 111, 131, 130, 120, 999]);
});

test('the worst frame is looked for in the marked range', () => {
  workbench.playback.reset(10, null);
  workbench.session.series.reset(
    { timeSecs: null, steering: new Float64Array(10), numeric: {}, logRow: new Uint32Array(10), image: [] },
    10,
  );
  workbench.session.series.fill(0, [0.1, 0.9, 0, 0.2, 0.3, 0.1, 0, 0, 0, 0.4]);
  run('worst-frame');
  expect(workbench.playback.frame).toBe(1);
  workbench.playback.inFrame = 2;
  workbench.playback.outFrame = 6;
  run('worst-frame');
  expect(workbench.playback.frame).toBe(4);
});

test('opacity stays within its ends', () => {
  for (let press = 0; press < 30; press++) run('more-opaque');
  expect(workbench.view.opacity).toBe(1);
  for (let press = 0; press < 30; press++) run('less-opaque');
  expect(workbench.view.opacity).toBe(0);
});
