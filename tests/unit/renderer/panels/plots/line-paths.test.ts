import { describe, expect, test } from 'vitest';
import { traceArea, traceLine, type Samples } from '../../../../../renderer/panels/plots/line-paths.ts';
import { PlotPyramid } from '../../../../../renderer/state/plot-pyramid.ts';

describe('lines of the plot', () => {
  /** One pixel a sample, upside up. */
  const oneToOne = {
    xAt: (index: number) => index,
    indexAt: (x: number) => x,
    yAt: (value: number) => value,
    isCut: (_index: number) => false,
  };
  const squeezed = { ...oneToOne, xAt: (index: number) => index / 10, indexAt: (x: number) => x * 10 };
  /** Lines and bars, told in the order in which they are drawn. */
  const linesInto = (path: ReturnType<typeof recorder>) => ({ stroke: path, bars: path, thickness: 0 });
  const areaInto = (path: ReturnType<typeof recorder>) => ({ fill: path, bars: path });
  function recorder() {
    const drawn: (readonly [string, ...number[]])[] = [];
    return {
      drawn,
      moveTo: (x: number, y: number) => void drawn.push(['M', x, y]),
      lineTo: (x: number, y: number) => void drawn.push(['L', x, y]),
    };
  }

  function samplesOf(values: ArrayLike<number>): Samples {
    const valueAt = (index: number): number => values[index] ?? Number.NaN;
    const pyramid = new PlotPyramid(valueAt, values.length);
    return { valueAt, rangeOf: (first, last) => pyramid.rangeOf(first, last) };
  }

  test('NaN is a gap, and a sample between two gaps a dash', () => {
    const path = recorder();
    traceLine(linesInto(path), samplesOf([1, 2, NaN, 5, NaN, 7, 8]), 0, 6, oneToOne);
    expect(path.drawn).toEqual([
      ['M', 0, 1],
      ['L', 1, 2],
      ['M', -2, 5],
      ['L', 8, 5],
      ['M', 5, 7],
      ['L', 6, 8],
    ]);
  });

  test('a crowded pixel column is a bar from its lowest to its highest, and to where the line has come', () => {
    const path = recorder();
    const values = [3, 9, 1, 4, 4, 4, 4, 4, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6];
    traceLine(linesInto(path), samplesOf(values), 0, 19, squeezed);
    expect(path.drawn).toEqual([
      ['M', 0.5, 1],
      ['L', 0.5, 9],
      // From 5, where the first column ends.
      ['M', 1.5, 5],
      ['L', 1.5, 6],
    ]);
  });

  test('a bar is as thick as the line, also where nothing changes', () => {
    const path = recorder();
    traceLine({ ...linesInto(path), thickness: 2 }, samplesOf(new Array<number>(10).fill(5)), 0, 9, squeezed);
    expect(path.drawn).toEqual([
      ['M', 0.5, 4],
      ['L', 0.5, 6],
    ]);
  });

  test('a crowded column without a number is a gap, and nothing joins what lies on both sides', () => {
    const path = recorder();
    const values = [
      ...new Array<number>(10).fill(1),
      ...new Array<number>(10).fill(NaN),
      ...new Array<number>(10).fill(3),
    ];
    traceLine(linesInto(path), samplesOf(values), 0, 29, squeezed);
    expect(path.drawn).toEqual([
      ['M', 0.5, 1],
      ['L', 0.5, 1],
      ['M', 2.5, 3],
      ['L', 2.5, 3],
    ]);
  });

  test('out of a bar the line goes on where that ended', () => {
    const path = recorder();
    traceLine(linesInto(path), samplesOf([...new Array<number>(10).fill(1), 2, 4]), 0, 11, squeezed);
    expect(path.drawn).toEqual([
      ['M', 0.5, 1],
      ['L', 0.5, 1],
      ['M', 0.9, 1],
      ['L', 1, 2],
      ['L', 1.1, 4],
    ]);
  });

  test('no line and no area joins what a cut tells apart', () => {
    const path = recorder();
    const cutAt2And3 = { ...oneToOne, isCut: (index: number) => index === 2 || index === 3 };
    traceLine(linesInto(path), samplesOf([1, 2, 5, 7, 8]), 0, 4, cutAt2And3);
    expect(path.drawn).toEqual([
      ['M', 0, 1],
      ['L', 1, 2],
      ['M', -3, 5],
      ['L', 7, 5],
      ['M', 3, 7],
      ['L', 4, 8],
    ]);
    const area = recorder();
    traceArea(areaInto(area), samplesOf([0, 0, 0, 0, 0]), samplesOf([1, 1, 1, 1, 1]), 0, 4, cutAt2And3);
    expect(area.drawn.filter(([kind]) => kind === 'M').map(([, x]) => x)).toEqual([0, 3]);
  });

  test('a crowded pixel column behind a cut is not joined to the one before', () => {
    const values = [
      ...new Array<number>(10).fill(1),
      ...new Array<number>(10).fill(2),
      ...new Array<number>(10).fill(3),
    ];
    const path = recorder();
    traceLine(linesInto(path), samplesOf(values), 0, 29, { ...squeezed, isCut: (index) => index === 20 });
    expect(path.drawn).toEqual([
      ['M', 0.5, 1],
      ['L', 0.5, 1],
      ['M', 1.5, 1],
      ['L', 1.5, 2],
      ['M', 2.5, 3],
      ['L', 2.5, 3],
    ]);
  });

  test('a million samples cost what the width costs', () => {
    const values = Float64Array.from({ length: 1_000_000 }, (_, index) => Math.sin(index / 1000));
    const path = recorder();
    const scale = 1_000_000 / 1200;
    traceLine(linesInto(path), samplesOf(values), 0, values.length - 1, {
      ...oneToOne,
      xAt: (index) => index / scale,
      indexAt: (x) => x * scale,
    });
    expect(path.drawn.length).toBeLessThanOrEqual(1201 * 2);
    expect(Math.max(...path.drawn.map(([, , y]) => y ?? 0))).toBeCloseTo(1, 5);
  });

  test('the error is the area between the lines where both are known', () => {
    const path = recorder();
    traceArea(areaInto(path), samplesOf([0, 0, NaN, 0]), samplesOf([1, 2, 2, 2]), 0, 3, oneToOne);
    expect(path.drawn).toEqual([
      ['M', 0, 0],
      ['L', 1, 0],
      ['L', 1, 2],
      ['L', 0, 1],
    ]);
  });
});
