import { describe, expect, test } from 'vitest';
import type { GeometryStep, Stage, WindowAxis } from '../../../shared/geometry.ts';
import { inFrame, receptiveField } from '../../../shared/receptive-field.ts';

const axis = (
  inputSize: number,
  kernel: number,
  stride: number,
  padBefore = 0,
  dilation = 1,
  after = padBefore,
): WindowAxis => ({
  kernel,
  stride,
  dilation,
  padBefore,
  inputSize,
  outputSize: Math.floor((inputSize + padBefore + after - dilation * (kernel - 1) - 1) / stride) + 1,
});

const window = (
  kind: 'convolution' | 'pooling',
  [height, width]: readonly [number, number],
  ...how: [kernel: number, stride: number, padBefore?: number, dilation?: number]
): GeometryStep => ({ kind, layer: kind, vertical: axis(height, ...how), horizontal: axis(width, ...how) });

const stage = (steps: readonly GeometryStep[], more: Partial<Stage> = {}): Stage => ({
  ...{ layer: 'c', tap: 'c', activation: 'relu', height: 0, width: 0, channels: 1, steps },
  ...more,
});

describe('PilotNet', () => {
  const sizes = [
    [66, 200],
    [31, 98],
    [14, 47],
    [5, 22],
    [3, 20],
  ] as const;
  const stages = sizes.map((size, index) => stage([window('convolution', size, index < 3 ? 5 : 3, index < 3 ? 2 : 1)]));
  const input = { height: 66, width: 200 };
  const field = (index: number, row: number, column: number) => receptiveField(input, stages, index, row, column);

  test('each layer sees 5, 13, 29, 45, 61 pixels, at every 2, 4, 8, 8, 8', () => {
    const fields = stages.map((_, index) => field(index, 0, 0));
    expect(fields.map((one) => one?.size)).toEqual([5, 13, 29, 45, 61].map((size) => [size, size]));
    expect(fields.map((one) => one?.jump[0])).toEqual([2, 4, 8, 8, 8]);
    expect(fields.every((one) => one?.isExact)).toBe(true);
  });

  test('conv5 at column 17, the last, sees columns 136 to 196', () => {
    expect(field(4, 0, 17)?.rect).toEqual({ left: 136, top: 0, width: 61, height: 61 });
  });

  test('conv2 at row 3, column 10 sees rows 12 to 24 and columns 40 to 52', () => {
    expect(field(1, 3, 10)?.rect).toEqual({ left: 40, top: 12, width: 13, height: 13 });
  });
});

test('padding is not seen: a 3 x 3 window of padding 1 sees a quarter less in the corner', () => {
  const stages = [stage([window('convolution', [8, 8], 3, 1, 1)])];
  const corner = receptiveField({ height: 8, width: 8 }, stages, 0, 0, 0);
  expect(corner).toMatchObject({ rect: { left: 0, top: 0, width: 2, height: 2 }, size: [3, 3] });
  expect(receptiveField({ height: 8, width: 8 }, stages, 0, 7, 3)?.rect).toEqual({
    left: 2,
    top: 6,
    width: 3,
    height: 2,
  });
});

test('what no element of the map between reaches is not seen, though the numbers alone would say so', () => {
  // 8 in, kernel 2 and stride 3: elements 0 to 2 see 0-1, 3-4, 6-7. Padded by 1 each side, the next sees elements -1 to 3.
  const between = axis(8, 2, 3);
  expect(between.outputSize).toBe(3);
  const steps: GeometryStep[] = [
    { kind: 'convolution', layer: 'a', vertical: between, horizontal: between },
    { kind: 'convolution', layer: 'b', vertical: axis(3, 3, 1, 1), horizontal: axis(3, 3, 1, 1) },
  ];
  expect(receptiveField({ height: 8, width: 8 }, [stage(steps)], 0, 0, 2)?.rect).toEqual({
    left: 3,
    top: 0,
    width: 5,
    height: 5,
  });
});

test('dilation and pooling: 3 with gaps of 2 sees 5; pooled by 2 after it, 6 at every second', () => {
  const steps = [window('convolution', [20, 20], 3, 1, 0, 2), window('pooling', [16, 16], 2, 2)];
  const field = receptiveField({ height: 20, width: 20 }, [stage(steps)], 0, 3, 4);
  expect(field).toMatchObject({ size: [6, 6], jump: [2, 2], rect: { left: 8, top: 6, width: 6, height: 6 } });
});

test('a crop moves it, and hides what was cut', () => {
  const crop: GeometryStep = {
    ...{ kind: 'crop', layer: 'crop', top: 10, bottom: 5, left: 0, right: 2 },
    ...{ inputHeight: 25, inputWidth: 12 },
  };
  const stages = [stage([crop, window('convolution', [10, 10], 3, 1, 1)])];
  expect(receptiveField({ height: 25, width: 12 }, stages, 0, 0, 9)?.rect).toEqual({
    left: 8,
    top: 10,
    width: 2,
    height: 2,
  });
});

test('through a resize to half, pixels are covered wherever they are sampled', () => {
  const resize: GeometryStep = {
    ...{ kind: 'resize', layer: 'r', inputHeight: 16, inputWidth: 16, outputHeight: 8, outputWidth: 8 },
  };
  const field = receptiveField({ height: 16, width: 16 }, [stage([resize])], 0, 3, 3);
  // Corner: 6; middle: 6.5, between 6 and 7.
  expect(field).toMatchObject({ rect: { left: 6, top: 6, width: 2, height: 2 }, jump: [2, 2], isExact: false });
});

test('a transposed convolution of 2 x 2 at stride 2 sees one element for two', () => {
  const along: WindowAxis = { kernel: 2, stride: 2, dilation: 1, padBefore: 0, inputSize: 4, outputSize: 8 };
  const step: GeometryStep = { kind: 'transposed-convolution', layer: 't', vertical: along, horizontal: along };
  const field = receptiveField({ height: 4, width: 4 }, [stage([step])], 0, 5, 2);
  expect(field).toMatchObject({ rect: { left: 1, top: 2, width: 1, height: 1 }, jump: [0.5, 0.5], size: [1, 1] });
});

test('branches: what is seen over all of them counts; a branch that cannot be followed makes it unknown', () => {
  const narrow = [window('convolution', [9, 9], 1, 1)];
  const wide = [window('convolution', [9, 9], 5, 1, 2)];
  const input = { height: 9, width: 9 };
  expect(receptiveField(input, [stage(narrow, { sees: wide })], 0, 4, 4)?.size).toEqual([5, 5]);
  expect(receptiveField(input, [stage(narrow, { sees: null }), stage(narrow)], 1, 4, 4)).toBeNull();
});

test('an element that sees nothing but padding has none', () => {
  const pad: GeometryStep = {
    ...{ kind: 'pad', layer: 'p', top: 0, bottom: 0, left: 3, right: 0, inputHeight: 4, inputWidth: 4 },
  };
  expect(receptiveField({ height: 4, width: 4 }, [stage([pad])], 0, 0, 2)).toBeNull();
  expect(receptiveField({ height: 4, width: 4 }, [stage([pad])], 0, 0, 3)?.rect.left).toBe(0);
});

test('in the camera frame: rows 60 to 134 of 320 columns, shrunk to 66 x 200', () => {
  const networkView = { left: 0, top: 60, width: 320, height: 75 };
  const rect = { left: 100, top: 33, width: 50, height: 22 };
  expect(inFrame(rect, { height: 66, width: 200 }, networkView)).toEqual({
    left: 160,
    top: 97.5,
    width: 80,
    height: 25,
  });
});
