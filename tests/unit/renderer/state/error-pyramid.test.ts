import { expect, test } from 'vitest';
import { ErrorPyramid } from '../../../../renderer/state/error-pyramid.ts';
import { SteeringSeries } from '../../../../renderer/state/steering-series.svelte.ts';
import { textsOf } from '../../../../shared/texts.ts';

/** Errors that a simple rule makes, every third unknown, and every fifth frame not analysed. */
function madeUp(frameCount: number): { error: Float64Array; analysed: Uint8Array } {
  const error = Float64Array.from({ length: frameCount }, (_, frame) =>
    frame % 3 === 0 ? Number.NaN : ((frame * 7919) % 1009) / 1009 - 0.5,
  );
  return { error, analysed: Uint8Array.from({ length: frameCount }, (_, frame) => (frame % 5 === 0 ? 0 : 1)) };
}

/** As `ErrorPyramid.columns`, by looking at every frame. */
function byLooking({ error, analysed }: ReturnType<typeof madeUp>, from: number, to: number, width: number) {
  const columns = Array.from({ length: width }, (_, x) => {
    const first = Math.min(error.length - 1, Math.floor(from + (x / width) * (to - from)));
    const end = Math.min(error.length, Math.max(first + 1, Math.floor(from + ((x + 1) / width) * (to - from))));
    const known = [...error.subarray(first, end)].map(Math.abs).filter((one) => one > 0);
    const count = analysed.subarray(first, end).reduce((sum, one) => sum + one, 0);
    return { error: Math.max(0, ...known), analysed: count / (end - first) };
  });
  return { error: columns.map((one) => one.error), analysed: columns.map((one) => one.analysed) };
}

test('columns say what looking at every frame says, at every zoom', () => {
  for (const frameCount of [1, 7, 8, 9, 64, 1000, 4099]) {
    const made = madeUp(frameCount);
    const pyramid = new ErrorPyramid(made.error, made.analysed);
    pyramid.update(0, frameCount);
    for (const [from, to, width] of [
      [0, frameCount, 37],
      [frameCount * 0.2, frameCount * 0.9, 100],
      [frameCount / 2, frameCount / 2 + 3.3, 11],
    ] as const) {
      const { error, analysed } = pyramid.columns(from, to, width);
      expect({ error: [...error], analysed: [...analysed] }).toEqual(byLooking(made, from, to, width));
    }
  }
});

test('changes are taken up where they are told of, errors that shrink too', () => {
  const made = madeUp(1000);
  const pyramid = new ErrorPyramid(made.error, made.analysed);
  pyramid.update(0, 1000);
  made.error[500] = -9;
  pyramid.update(500, 501);
  expect(pyramid.largest(0, 1000)).toBe(9);
  expect(pyramid.largest(0, 500)).toBeLessThan(1);
  made.error[500] = 0.01;
  pyramid.update(500, 501);
  expect(pyramid.largest(0, 1000)).toBeLessThan(1);
  expect(pyramid.analysedCount(3, 1000)).toBe(made.analysed.subarray(3).reduce((sum, one) => sum + one, 0));
});

test('no frames, no columns', () => {
  const pyramid = new ErrorPyramid(new Float64Array(0), new Uint8Array(0));
  pyramid.update(0, 5);
  expect([...pyramid.columns(0, 1, 3).error]).toEqual([0, 0, 0]);
});

test('a series keeps its pyramid up to date', () => {
  const series = new SteeringSeries();
  series.reset(
    { timeSecs: null, steering: new Float64Array(100), numeric: {}, logRow: new Uint32Array(100), image: textsOf([]) },
    100,
  );
  series.fill(40, [0.25, -0.5, null]);
  expect(series.pyramid.largest(0, 100)).toBe(0.5);
  expect(series.pyramid.analysedCount(0, 100)).toBe(3);
  series.forgetPredictions();
  expect(series.pyramid.largest(0, 100)).toBe(0);
});
