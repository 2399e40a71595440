import { describe, expect, test } from 'vitest';
import { visualBackProp } from '../../../../main/saliency/visual-backprop.ts';
import type { GeometryStep, Stage, WindowAxis } from '../../../../shared/geometry.ts';
import type { Map2d } from '../../../../shared/pixels.ts';

const single: WindowAxis = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, inputSize: 1, outputSize: 1 };

/** A stage of one row, made by windows along it, from `inputWidth` on. */
function rowStages(inputWidth: number, windows: readonly (readonly [kernel: number, stride: number])[]): Stage[] {
  let width = inputWidth;
  return windows.map(([kernel, stride], index) => {
    const outputSize = Math.floor((width - kernel) / stride) + 1;
    const horizontal = { ...single, kernel, stride, inputSize: width, outputSize };
    width = outputSize;
    return stage(`conv${index + 1}`, 1, width, [
      { kind: 'convolution', layer: `conv${index + 1}`, vertical: single, horizontal },
    ]);
  });
}

function stage(layer: string, height: number, width: number, steps: GeometryStep[]): Stage {
  return { layer, tap: layer, activation: 'relu', height, width, channels: 1, steps };
}

const row = (...values: number[]): Map2d => ({ height: 1, width: values.length, values: Float32Array.from(values) });
const values = (map: Map2d) => [...map.values];

describe('two stages, kernel 3 stride 2 then kernel 2 stride 1', () => {
  const stages = rowStages(7, [
    [3, 2],
    [2, 1],
  ]);
  const size = { height: 1, width: 7 };

  test('by hand', () => {
    const { mask, intermediates, finite } = visualBackProp([row(2, 1, 0), row(1, 3)], stages, size);
    // Up with kernel 2: 1 4 3; times 2 1 0: 2 4 0. Up with kernel 3 stride 2: 2 2 6 4 4 0 0, largest 6, least 0.
    expect(intermediates.map(values)).toEqual([
      [2, 4, 0],
      [1, 3],
    ]);
    expect(values(mask)).toEqual([2, 2, 6, 4, 4, 0, 0].map((value) => Math.fround(value / 6)));
    expect(mask).toMatchObject({ height: 1, width: 7, flat: false, min: 0, max: 6 });
    expect(finite).toBe(true);
  });

  test('the least value is subtracted', () => {
    const { mask } = visualBackProp([row(1, 1, 1), row(1, 1)], stages, size);
    // 1 2 1 spreads to 1 1 3 2 3 1 1.
    expect(values(mask)).toEqual([0, 0, 1, 0.5, 1, 0, 0]);
    expect(mask).toMatchObject({ min: 1, max: 3 });
  });

  test('a positive factor on any stage cancels, but for the ends that are told', () => {
    const expected = visualBackProp([row(2, 1, 0), row(1, 3)], stages, size).mask;
    const scaled = visualBackProp([row(2 * 8, 8, 0), row(1 / 64, 3 / 64)], stages, size).mask;
    // 8 times 1 / 64.
    expect(scaled).toEqual({ ...expected, max: expected.max / 8 });
  });

  test('negative averages are taken as they are', () => {
    const { mask, intermediates } = visualBackProp([row(-1, 0, 0), row(1, 3)], stages, size);
    expect(values(intermediates[0]!)).toEqual([-1, 0, 0]);
    expect(values(mask)).toEqual([0, 0, 0, 1, 1, 1, 1]);
  });

  test('nothing active gives a flat mask of zeros', () => {
    const { mask, finite } = visualBackProp([row(1, 1, 1), row(0, 0)], stages, size);
    expect(mask.flat).toBe(true);
    expect(finite).toBe(true);
    expect(values(mask)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  test.each([NaN, Infinity, -Infinity])('%s in any map gives a flat mask and is told', (bad) => {
    for (const maps of [
      [row(1, bad, 1), row(1, 1)],
      [row(1, 1, 1), row(bad, 1)],
      [row(bad, 2, 5), row(0, 0)],
    ]) {
      const { mask, finite } = visualBackProp(maps, stages, size);
      expect(finite).toBe(false);
      expect(mask).toMatchObject({ flat: true, min: NaN, max: NaN });
      expect(values(mask)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    }
    expect(visualBackProp([row(1, 1, 1), row(1, 2)], stages, size).finite).toBe(true);
  });

  test('one frame leaves nothing to the next, and results are not shared', () => {
    const first = visualBackProp([row(2, 1, 0), row(1, 3)], stages, size);
    const copy = structuredClone(first);
    visualBackProp([row(9, 9, 7), row(5, 3)], stages, size);
    expect(first).toEqual(copy);
    expect(visualBackProp([row(2, 1, 0), row(1, 3)], stages, size)).toEqual(copy);
  });

  test('the maps given are not changed', () => {
    const maps = [row(2, 1, 0), row(1, 3)];
    visualBackProp(maps, stages, size);
    expect(maps.map(values)).toEqual([
      [2, 1, 0],
      [1, 3],
    ]);
  });

  test('sizes that contradict each other are a bug that names the stage', () => {
    expect(() => visualBackProp([row(1, 1), row(1, 1)], stages, size)).toThrow(/"conv1".*1 × 2.*not 1 × 3/);
    expect(() => visualBackProp([row(1, 1, 1)], stages, size)).toThrow(/2 stages, but 1 averaged/);
    expect(() => visualBackProp([row(1, 1, 1), row(1, 1)], stages, { height: 1, width: 8 })).toThrow(
      /"conv1".*begin at 1 × 7.*1 × 8/,
    );
    const wrong = [stages[0]!, { ...stages[1]!, width: 3 }];
    expect(() => visualBackProp([row(1, 1, 1), row(1, 1, 1)], wrong, size)).toThrow(/"conv2".*makes 1 × 2.*1 × 3/);
    expect(() => visualBackProp([], [], size)).toThrow(/at least one stage/);
  });
});

describe('very deep networks', () => {
  const deep = rowStages(3, new Array<[number, number]>(400).fill([1, 1]));

  test.each([1e-20, 1e20])('400 stages of about %s neither vanish nor overflow', (size) => {
    const maps = deep.map(() => row(size, size * 1.001, 0));
    const { mask, intermediates, finite } = visualBackProp(maps, deep, { height: 1, width: 3 });
    expect(finite).toBe(true);
    expect(mask.values[0]).toBeCloseTo((Math.fround(size) / Math.fround(size * 1.001)) ** 400, 6);
    expect(mask.values[1]).toBe(1);
    for (const { values } of intermediates) {
      expect(values[1]! / values[0]!).toBeGreaterThan(1);
      expect(Number.isFinite(values[1])).toBe(true);
    }
  });

  test('a map that comes back into range has its true values again', () => {
    // 2^80 a stage: 2^80, 2^160 (beyond float32), then down again to 2^80 by a stage of 2^-80.
    const three = rowStages(2, new Array<[number, number]>(3).fill([1, 1]));
    const maps = [row(2 ** -80, 0), row(2 ** 80, 0), row(2 ** 80, 0)];
    const { intermediates } = visualBackProp(maps, three, { height: 1, width: 2 });
    expect(intermediates.map((map) => map.values[0])).toEqual([2 ** 80, 1, 2 ** 80]);
  });

  test('the ends of a mask are true values, beyond float32 too', () => {
    const four = rowStages(2, new Array<[number, number]>(4).fill([1, 1]));
    const { mask } = visualBackProp(new Array(4).fill(row(2 ** 80, 0)), four, { height: 1, width: 2 });
    expect(mask).toMatchObject({ min: 0, max: 2 ** 320 });
  });
});

test('layers between stages are undone from the last to the first', () => {
  // Input 1 × 6, one column cropped on the left, padded by one on either side, then kernel 3: 7 - 3 + 1 = 5.
  const stages = [
    stage('conv', 1, 5, [
      { kind: 'crop', layer: 'crop', top: 0, bottom: 0, left: 1, right: 0, inputHeight: 1, inputWidth: 6 },
      { kind: 'pad', layer: 'pad', top: 0, bottom: 0, left: 1, right: 1, inputHeight: 1, inputWidth: 5 },
      {
        kind: 'convolution',
        layer: 'conv',
        vertical: single,
        horizontal: { ...single, kernel: 3, inputSize: 7, outputSize: 5 },
      },
    ]),
  ];
  const { mask } = visualBackProp([row(4, 0, 0, 0, 0)], stages, { height: 1, width: 6 });
  // Up: 4 4 4 0 0 0 0; without padding: 4 4 0 0 0; with the crop: 0 4 4 0 0 0.
  expect(values(mask)).toEqual([0, 1, 1, 0, 0, 0]);
});
