import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { layoutPlotStrip, plotX, plotY, type PlotSeries } from '../../../../shared/annotate/plot-layout.ts';
import { drawPlotCursor, drawPlotStrip, finiteRuns } from '../../../../shared/annotate/plot-strip.ts';

const rect = { left: 0, top: 0, width: 462, height: 126 };
const series = (recorded: number[] | null, predicted: number[] | null, x?: number[]): PlotSeries => ({
  x: x ?? (recorded ?? predicted ?? []).map((_, index) => index),
  xUnit: 's',
  recorded,
  predicted,
  unit: 'normalised',
});

describe('the scales', () => {
  test('map the first sample to the left, the last to the right, and round numbers to top and bottom', () => {
    const strip = layoutPlotStrip(rect, series([-0.9, 0, 0.7], [0, 0.1, 0.2]));
    expect(strip.area).toEqual({ left: 52, top: 6, width: 400, height: 100 });
    expect([0, 1, 2].map((x) => plotX(strip, x))).toEqual([52, 252, 452]);
    expect(strip.yAxis).toMatchObject({ min: -1, max: 1 });
    expect([1, 0, -1].map((value) => plotY(strip, value))).toEqual([6, 56, 106]);
  });
  test('put a single sample into the middle', () => {
    expect(plotX(layoutPlotStrip(rect, series([0.5], null)), 0)).toBe(252);
  });
  test('leave room around a constant', () => {
    const strip = layoutPlotStrip(rect, series([0, 0, 0], null));
    expect(plotY(strip, 0)).toBe(56);
  });
  test('are two where the predicted steering has another unit, each as far as its own numbers go', () => {
    const servo: PlotSeries = { ...series([-0.9, 0, 0.7], [50, 80, 98]), predictedUnit: 'deg' };
    const strip = layoutPlotStrip(rect, servo);
    expect(strip.area).toEqual({ left: 52, top: 6, width: 358, height: 100 });
    expect(strip.yAxis).toMatchObject({ min: -1, max: 1 });
    expect(strip.predictedAxis).toMatchObject({ min: 40, max: 100 });
    expect([100, 70, 40].map((value) => plotY(strip, value, strip.predictedAxis))).toEqual([6, 56, 106]);
    expect(layoutPlotStrip(rect, series([-0.9], [0.2])).predictedAxis.min).toBe(-1);
  });
  test('come out without any number at all', () => {
    const strip = layoutPlotStrip(rect, series([NaN, NaN], [NaN, Infinity]));
    expect(Number.isFinite(plotY(strip, 0))).toBe(true);
  });
});

test('runs of finite values end at each gap', () => {
  const values = [NaN, 1, 2, NaN, NaN, 3];
  expect(finiteRuns(values.length, (at) => values[at] ?? NaN)).toEqual([
    [1, 3],
    [5, 6],
  ]);
  expect(finiteRuns(0, () => 1)).toEqual([]);
  expect(finiteRuns(6, () => 1, new Set([0, 2, 5]))).toEqual([
    [0, 2],
    [2, 5],
    [5, 6],
  ]);
});

describe('drawing', () => {
  const draw = (data: PlotSeries, cursor?: number) => {
    const canvas = createCanvas(rect.width, rect.height);
    const context = canvas.getContext('2d');
    const strip = layoutPlotStrip(rect, data);
    drawPlotStrip<Canvas>(context, strip, data);
    if (cursor !== undefined) drawPlotCursor<Canvas>(context, strip, data, cursor);
    return (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data];
  };
  const blue = [0x5f, 0xb0, 0xff, 255];
  const amber = [0xff, 0xb5, 0x3d, 255];

  test('lines pass through their values, in their colours', () => {
    const at = draw(series([0.5, 0.5, 0.5], [-0.5, -0.5, -0.5]));
    // Scale -0.6 .. 0.6 or wider: 0.5 lies above the middle and -0.5 as far below.
    const strip = layoutPlotStrip(rect, series([0.5, 0.5, 0.5], [-0.5, -0.5, -0.5]));
    expect(at(150, Math.floor(plotY(strip, 0.5) - 0.5))).toEqual(blue);
    expect(at(150, Math.floor(plotY(strip, -0.5) - 0.5))).toEqual(amber);
    expect(at(150, 30)[0]).toBe(0xff); // the error's red between them, see-through
    expect(at(150, 30)[3]).toBe(Math.round(0.28 * 255));
  });

  test('a gap is empty', () => {
    const at = draw(series([0.5, 0.5, NaN, 0.5, 0.5], null));
    const y = Math.floor(plotY(layoutPlotStrip(rect, series([0.5, 0.5, NaN, 0.5, 0.5], null)), 0.5) - 0.5);
    expect(at(100, y)).toEqual(blue);
    expect(at(252, y)).not.toEqual(blue);
    expect(at(400, y)).toEqual(blue);
  });

  test('a lone value between gaps is a dot', () => {
    const data = series([NaN, 0.5, NaN], null);
    const y = Math.floor(plotY(layoutPlotStrip(rect, data), 0.5));
    expect(draw(data)(252, y)).toEqual(blue);
  });

  test('the cursor stands at its sample, with a dot in the colour of each line', () => {
    const data = series([0.5, 0.5, 0.5], [-0.5, NaN, -0.5]);
    const strip = layoutPlotStrip(rect, data);
    const at = draw(data, 1);
    expect(at(252, 60)).toEqual([236, 239, 243, 255]);
    expect(at(250, Math.floor(plotY(strip, 0.5)))).toEqual(blue);
    expect(at(250, Math.floor(plotY(strip, -0.5)))).not.toEqual(amber);
  });

  test('a sample without a place draws no cursor', () => {
    const white = (at: (x: number, y: number) => number[]): boolean => at(252, 40)[3] === 255;
    expect(white(draw(series([0.5, 0.5, 0.5], null), 1))).toBe(true);
    expect(white(draw(series([0.5, 0.5, 0.5], null), 7))).toBe(false);
  });
});
