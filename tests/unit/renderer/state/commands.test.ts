import { expect, test } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { makeCommands } from '../../../../renderer/state/commands.ts';
import type { FrameAnalysis } from '../../../../shared/analysis.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import { textsOf } from '../../../../shared/texts.ts';

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
    { timeSecs: null, steering: new Float64Array(10), numeric: {}, logRow: new Uint32Array(10), image: textsOf([]) },
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

test('the fixed scale begins with what is known, and is left to the frame while nothing is', () => {
  const { view, maskPeaks } = workbench;
  run('mask-scale');
  expect(view.maskStyle.scale).toEqual({ over: 'clip' });
  run('mask-scale');
  expect(view.maskStyle.scale).toEqual({ over: 'frame' });
  run('mask-scale');
  maskPeaks.took(masked(3, 0.5));
  run('mask-scale');
  run('mask-scale');
  expect(view.maskStyle.scale).toEqual({ over: 'fixed', max: 0.5 });
  for (const gamma of [0.5, 0.25, 1]) {
    run('faint-saliency');
    expect(view.maskStyle.gamma).toBe(gamma);
  }
});

test('the peak is of the marked range, of the map over the picture, and forgotten with the network', () => {
  workbench.playback.reset(10, null);
  workbench.maskPeaks.forget();
  for (const [frame, max] of [2, 8, 4].entries()) workbench.maskPeaks.took(masked(frame, max));
  workbench.maskPeaks.took(masked(9, Infinity));
  expect(workbench.peak).toEqual({ max: 8, count: 3 });
  workbench.playback.inFrame = 2;
  workbench.playback.outFrame = 9;
  expect(workbench.peak).toEqual({ max: 4, count: 1 });
  workbench.view.stage = 0;
  expect(workbench.peak).toEqual({ max: 40, count: 2 });
  workbench.view.stage = null;
  workbench.maskPeaks.forget();
  expect(workbench.peak).toEqual({ max: 0, count: 0 });
});

test('the full colour goes from the largest to the percentile and back to what suits the method', () => {
  const { view } = workbench;
  expect(view.maskStyle.fullColour).toBe('auto');
  run('full-colour');
  expect(view.maskStyle.fullColour).toBe('percentile');
  run('full-colour');
  expect(view.maskStyle.fullColour).toBe('auto');
  view.toggleFullColour('phi');
  expect(view.fullColour).toBe('largest');
  view.toggleFullColour('phi');
  expect(view.fullColour).toBe('auto');
});

test('the peak at the percentile is that of the masks that were worked out', () => {
  const peaks = workbench.maskPeaks;
  peaks.forget();
  const values = new Float32Array(100).fill(0.25);
  values[0] = 1;
  const analysis = masked(0, 8);
  peaks.took({ ...analysis, mask: { width: 10, height: 10, values, signed: false, flat: false, min: 0, max: 8 } });
  peaks.took(masked(1, Infinity));
  // A quarter of 8.
  expect(peaks.over(0, 9, { atPercentile: true })).toEqual({ max: 2, count: 1 });
  expect(peaks.over(0, 9, { atPercentile: false })).toEqual({ max: 8, count: 1 });
  peaks.forget();
});

test('a held pixel moves by keys and is let go', () => {
  const { view } = workbench;
  view.pointed = { x: 10, y: 5 };
  run('probe-left');
  expect(view.probe).toBeNull();
  run('toggle-probe');
  for (const id of ['probe-left', 'probe-left', 'probe-down']) run(id);
  expect(view.probe).toEqual({ x: 8, y: 6 });
  run('toggle-probe');
  expect(view.probe).toBeNull();
});

function masked(frame: number, max: number): FrameAnalysis {
  const map = { width: 1, height: 1, values: Float32Array.of(10 * (Number.isFinite(max) ? max : 1)) };
  return {
    frame,
    predictedSteering: 0,
    outputs: [],
    mask: { ...map, signed: false, flat: false, min: 0, max },
    stages: [{ layer: 'conv1', averaged: map, intermediate: map }],
    networkView: { left: 0, top: 0, width: 1, height: 1 },
    timings: { decodeMs: 0, preprocessMs: 0, forwardMs: 0, saliencyMs: 0 },
    problems: [],
  };
}
