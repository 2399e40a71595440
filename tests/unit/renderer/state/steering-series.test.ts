import { expect, test } from 'vitest';
import { SteeringSeries } from '../../../../renderer/state/steering-series.svelte.ts';
import type { DriveColumns } from '../../../../shared/drive.ts';
import { textsOf } from '../../../../shared/texts.ts';

function seriesOf(steering: readonly number[] | null): SteeringSeries {
  const count = steering?.length ?? 4;
  const columns: DriveColumns = {
    timeSecs: null,
    steering: steering && Float64Array.from(steering),
    numeric: {},
    logRow: new Uint32Array(count),
    image: textsOf([]),
  };
  const series = new SteeringSeries();
  series.reset(columns, count);
  return series;
}

test('fills predictions and errors in, and knows how far it is', () => {
  const series = seriesOf([0, 0.5, Number.NaN, 1]);
  series.fill(1, [0.25, 0.75, null]);
  expect([...series.predicted]).toEqual([Number.NaN, 0.25, 0.75, Number.NaN]);
  expect([...series.error]).toEqual([Number.NaN, -0.25, Number.NaN, Number.NaN]);
  expect([...series.analysed]).toEqual([0, 1, 1, 1]);
  expect(series.analysedCount).toBe(3);
  expect(series.largestError).toBe(0.25);
});

test('a frame that is analysed twice counts once, and what lies beyond the drive not at all', () => {
  const series = seriesOf([0, 0]);
  series.fill(1, [0.1, 0.2]);
  series.fill(1, [0.3]);
  expect(series.analysedCount).toBe(1);
  expect(series.predicted[1]).toBe(0.3);
});

test('the worst frame, over all or within a range', () => {
  const series = seriesOf([0, 0, 0, 0]);
  series.fill(0, [0.1, -0.9, 0.2, 0.4]);
  expect(series.worstFrame()).toBe(1);
  expect(series.worstFrame(2, 4)).toBe(3);
});

test('without recorded steering there is no worst frame', () => {
  const series = seriesOf(null);
  series.fill(0, [0.1]);
  expect(series.worstFrame()).toBeNull();
});

test('another network: predictions go, the recording stays', () => {
  const series = seriesOf([0, 1]);
  series.fill(0, [0.5, 0.5]);
  series.forgetPredictions();
  expect(series.analysedCount).toBe(0);
  expect(series.predicted.every(Number.isNaN)).toBe(true);
  expect([...(series.recorded ?? [])]).toEqual([0, 1]);
});

test('steering in two units has no error', () => {
  const series = seriesOf([0, 0]);
  series.comparable = false;
  series.fill(0, [0.1, 0.2]);
  expect(series.predicted[1]).toBe(0.2);
  expect([...series.error]).toEqual([Number.NaN, Number.NaN]);
  expect(series.worstFrame()).toBeNull();
});
