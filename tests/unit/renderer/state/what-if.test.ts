import { beforeEach, expect, test } from 'vitest';
import { ApiClient } from '../../../../renderer/api.ts';
import { whatIfPart } from '../../../../renderer/state/project-parts.ts';
import { unedited, editsOf } from '../../../../renderer/state/what-if-values.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';
import type { SessionInfo } from '../../../../shared/session.ts';

let workbench: Workbench;
/** Bodies of what was asked for, by address behind the session. */
let asked: [string, unknown][];

beforeEach(() => {
  asked = [];
  const api = new ApiClient((input, init) => {
    const path = String(input).replace('/api/sessions/s/', '');
    asked.push([`${init?.method} ${path}`, typeof init?.body === 'string' ? JSON.parse(init.body) : null]);
    if (path === 'what-if') return Promise.resolve(Response.json({ runId: 'r', total: 3 }));
    return new Promise(() => undefined);
  });
  workbench = new Workbench(api, null);
  workbench.playback.reset(10, null);
  workbench.session.series.reset(null, 10);
  workbench.session.info = {
    ...{
      id: 's',
      drive: { path: '/d', frameCount: 10, problems: [] },
      model: { path: '/m', problems: [], stages: [] },
    },
    ...{ method: 'visual-backprop', problems: [] },
  } as unknown as SessionInfo;
});

test('what is at its default is no edit; the rest goes from the world to the sensor', () => {
  expect(editsOf(unedited)).toEqual([]);
  const values = { ...unedited, noise: 4, flip: true, dx: -3, contrast: 0.5 };
  expect(editsOf(values)).toEqual([
    { op: 'shift', dx: -3, dy: 0 },
    { op: 'flip' },
    { op: 'contrast', factor: 0.5 },
    { op: 'noise', sigma: 4, seed: 1 },
  ]);
});

test('edits are in force while their panel is open, and not while they are set aside', () => {
  const { whatIf, session, dock } = workbench;
  whatIf.set({ brightness: 30 });
  whatIf.follow();
  expect(session.edits).toEqual([]);
  dock.toggle('what-if');
  whatIf.follow();
  expect(session.edits).toEqual([{ op: 'brightness', by: 30 }]);
  expect(asked.map(([call]) => call)).toContain('POST frames/0/analysis');
  whatIf.bypassed = true;
  whatIf.follow();
  expect(session.edits).toEqual([]);
  // Whoever turns a knob wants to see it.
  whatIf.set({ brightness: 31 });
  expect(whatIf.bypassed).toBe(false);
});

test('under a hand that drags, the newest edit waits for the one before it', () => {
  const { whatIf, session, dock, loader } = workbench;
  dock.toggle('what-if');
  whatIf.set({ blur: 1 });
  whatIf.follow();
  expect(loader.loading).toBe(true);
  for (const blur of [2, 3]) {
    whatIf.set({ blur });
    whatIf.follow();
  }
  expect(session.edits).toEqual([{ op: 'blur', sigma: 1 }]);
  loader.loading = false;
  whatIf.follow();
  expect(session.edits).toEqual([{ op: 'blur', sigma: 3 }]);
});

test('over a range: the line fills in, and the figures are of frames that have both', async () => {
  const { whatIf, session, playback } = workbench;
  playback.markRange(2, 4);
  whatIf.set({ stops: 1 });
  whatIf.startRun();
  await expect
    .poll(() => asked.at(-1))
    .toEqual(['POST what-if', { edits: [{ op: 'exposure', stops: 1 }], from: 2, to: 5 }]);
  await expect
    .poll(() => {
      const progress = { type: 'what-if-progress', whatIfId: 'r', done: 3, total: 3, framesPerSec: 9 } as const;
      whatIf.run.take({ ...progress, first: 2, predictedSteering: [0.5, null, 0.25] });
      return whatIf.run.progress?.done;
    })
    .toBe(3);
  expect(whatIf.difference).toBeNull();
  whatIf.run.take({ type: 'what-if-finished', whatIfId: 'other', cancelled: false });
  expect(whatIf.run.progress).not.toBeNull();
  whatIf.run.take({ type: 'what-if-finished', whatIfId: 'r', cancelled: false });
  session.series.fill(0, [0, 0, 0.25, 0, 0.75]);
  expect(whatIf.difference).toEqual({ count: 2, mean: -0.125, meanAbsolute: 0.375, maxAbsolute: 0.5, maxFrame: 4 });
});

test('regions and numbers are taken back step by step', () => {
  const { whatIf, undo } = workbench;
  undo.forget();
  const stroke = { kind: 'stroke', radius: 4, points: [[1, 1]] as [number, number][] } as const;
  whatIf.addShape({ ...stroke, points: [[1, 1]] });
  undo.observe();
  whatIf.changeShape(0, {
    ...stroke,
    points: [
      [1, 1],
      [5, 5],
    ],
  });
  undo.observe();
  whatIf.set({ contrast: 2 });
  undo.observe();
  expect(undo.undoes).toBe('what-if: contrast');
  undo.undo();
  expect([whatIf.values.contrast, undo.undoes]).toEqual([1, 'what-if: erased regions']);
  undo.undo();
  expect([whatIf.edits, undo.undoes]).toEqual([[], null]);
  undo.redo();
  expect(whatIf.values.shapes).toMatchObject([
    {
      points: [
        [1, 1],
        [5, 5],
      ],
    },
  ]);
});

test('a project keeps them; one that was spoilt is left out', () => {
  const { whatIf } = workbench;
  whatIf.set({ noise: 5, flip: true });
  const part = whatIfPart(whatIf);
  const kept = JSON.parse(JSON.stringify(part.take())) as unknown;
  whatIf.reset();
  expect([part.put({ noise: 'much' }), whatIf.edits]).toEqual([false, []]);
  expect([part.put(kept), whatIf.values]).toEqual([true, { ...unedited, noise: 5, flip: true }]);
});

test('another drive begins without edits', () => {
  const { whatIf, session } = workbench;
  whatIf.keepToSession();
  whatIf.set({ flip: true });
  whatIf.keepToSession();
  expect(whatIf.edits).toHaveLength(1);
  session.info = { ...session.info, drive: { path: '/other', frameCount: 10, problems: [] } } as unknown as SessionInfo;
  whatIf.keepToSession();
  expect(whatIf.edits).toEqual([]);
});

test('what was found goes with the writing of the network that it was found of', () => {
  const { whatIf, session } = workbench;
  const writing = (stamp: string) => {
    session.info = { ...session.info, networkVersion: { number: 1, stamp } } as unknown as SessionInfo;
    whatIf.keepToSession();
  };
  writing('one');
  whatIf.set({ stops: 1 });
  whatIf.startRun();
  writing('one');
  expect(whatIf.run.made).not.toBeNull();
  // Opened again by hand: the first one since.
  writing('two');
  expect(whatIf.run.made).toBeNull();
});
