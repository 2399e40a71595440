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
  function recorder() {
    const drawn: (readonly [string, ...number[]])[] = [];
    return {
      drawn,
      moveTo: (x: number, y: number) => void drawn.push(['M', x, y]),
      lineTo: (x: number, y: number) => void drawn.push(['L', x, y]),
      rect: (...numbers: number[]) => void drawn.push(['R', ...numbers]),
    };
  }

  function samplesOf(values: ArrayLike<number>): Samples {
    const valueAt = (index: number): number => values[index] ?? Number.NaN;
    const pyramid = new PlotPyramid(valueAt, values.length);
    return { valueAt, rangeOf: (first, last) => pyramid.rangeOf(first, last) };
  }

  test('NaN is a gap, and a sample between two gaps a dash', () => {
    const path = recorder();
    traceLine(path, samplesOf([1, 2, NaN, 5, NaN, 7, 8]), 0, 6, oneToOne);
    expect(path.drawn).toEqual([
      ['M', 0, 1],
      ['L', 1, 2],
      ['M', -2, 5],
      ['L', 8, 5],
      ['M', 5, 7],
      ['L', 6, 8],
    ]);
  });

  test('a crowded pixel column is its first, lowest, highest and last', () => {
    const path = recorder();
    traceLine(path, samplesOf([3, 9, 1, 4, 4, 4, 4, 4, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6]), 0, 19, squeezed);
    expect(path.drawn.slice(0, 4)).toEqual([
      ['M', 0, 3],
      ['L', 0, 1],
      ['L', 0, 9],
      ['L', 0, 5],
    ]);
    expect(path.drawn[4]).toEqual(['L', 1, 6]);
  });

  test('a crowded column without a number is a gap', () => {
    const path = recorder();
    traceLine(
      path,
      samplesOf([...new Array<number>(10).fill(1), ...new Array<number>(10).fill(NaN), 2, 2]),
      0,
      21,
      squeezed,
    );
    expect(path.drawn.filter(([kind]) => kind === 'M').map(([, x]) => x)).toEqual([0, 2]);
  });

  test('no line and no area joins what a cut tells apart', () => {
    const path = recorder();
    const cutAt2And3 = { ...oneToOne, isCut: (index: number) => index === 2 || index === 3 };
    traceLine(path, samplesOf([1, 2, 5, 7, 8]), 0, 4, cutAt2And3);
    expect(path.drawn).toEqual([
      ['M', 0, 1],
      ['L', 1, 2],
      ['M', -3, 5],
      ['L', 7, 5],
      ['M', 3, 7],
      ['L', 4, 8],
    ]);
    const area = recorder();
    traceArea(area, samplesOf([0, 0, 0, 0, 0]), samplesOf([1, 1, 1, 1, 1]), 0, 4, cutAt2And3);
    expect(area.drawn.filter(([kind]) => kind === 'M').map(([, x]) => x)).toEqual([0, 3]);
  });

  test('a crowded pixel column behind a cut begins a new line', () => {
    const path = recorder();
    traceLine(path, samplesOf(new Array<number>(30).fill(1)), 0, 29, { ...squeezed, isCut: (index) => index === 20 });
    expect(path.drawn.filter(([kind]) => kind === 'M').map(([, x]) => x)).toEqual([0, 2]);
  });

  test('a million samples cost what the width costs', () => {
    const values = Float64Array.from({ length: 1_000_000 }, (_, index) => Math.sin(index / 1000));
    const path = recorder();
    const scale = 1_000_000 / 1200;
    traceLine(path, samplesOf(values), 0, values.length - 1, {
      ...oneToOne,
      xAt: (index) => index / scale,
      indexAt: (x) => x * scale,
    });
    expect(path.drawn.length).toBeLessThanOrEqual(1201 * 4);
    expect(Math.max(...path.drawn.map(([, , y]) => y ?? 0))).toBeCloseTo(1, 5);
  });

  test('the error is the area between the lines where both are known', () => {
    const path = recorder();
    traceArea(path, samplesOf([0, 0, NaN, 0]), samplesOf([1, 2, 2, 2]), 0, 3, oneToOne);
    expect(path.drawn).toEqual([
      ['M', 0, 0],
      ['L', 1, 0],
      ['L', 1, 2],
      ['L', 0, 1],
    ]);
  });
});
