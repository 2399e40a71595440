import { expect, test } from 'vitest';
import type { Stage, WindowAxis } from '../../../../shared/geometry.ts';
import { evenVisualBackProp } from '../../../../main/saliency/even-visual-backprop.ts';
import { timesInput } from '../../../../main/saliency/times-input.ts';
import { visualBackProp } from '../../../../main/saliency/visual-backprop.ts';

const still: WindowAxis = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, inputSize: 1, outputSize: 1 };
/** Windows of 3 by steps of 2 along a row of 8, the last element of which none reaches. */
const stage: Stage = {
  ...{ layer: 'conv', tap: 'conv', activation: 'relu', height: 1, width: 3, channels: 1 },
  steps: [
    {
      ...{ kind: 'convolution', layer: 'conv', vertical: still },
      horizontal: { kernel: 3, stride: 2, dilation: 1, padBefore: 0, inputSize: 8, outputSize: 3 },
    },
  ],
};
const size = { height: 1, width: 8, channels: 1 };
const averaged = [{ height: 1, width: 3, values: Float32Array.of(2, 2, 8) }];

test('evened out, a place has the mean of its windows in place of their sum', () => {
  const even = evenVisualBackProp(averaged, [stage], size);
  expect(even).toMatchObject({ min: 0, max: 8 });
  // Sums 2 2 4 2 10 8 8 0 over 1 1 2 1 2 1 1 0 windows.
  expect([...even.values].map((value) => value * 8)).toEqual([2, 2, 2, 2, 5, 8, 8, 0]);
  expect([...visualBackProp(averaged, [stage], size).mask.values].map((value) => value * 10)).toEqual(
    [2, 2, 4, 2, 10, 8, 8, 0].map((value) => expect.closeTo(value, 5)),
  );
});

test('evened out, the stages are multiplied as in the paper', () => {
  const below: Stage = { ...stage, width: 8, steps: [] };
  const maps = [{ height: 1, width: 8, values: Float32Array.of(1, 0, 2, 1, 1, 1, 1, 1) }, ...averaged];
  const even = evenVisualBackProp(maps, [below, stage], size);
  expect([...even.values].map((value) => value * 8)).toEqual([2, 0, 4, 2, 5, 8, 8, 0]);
});

test('times the picture, the mask before it was stretched is multiplied by the mean of the channels', () => {
  const mask = {
    ...{ height: 1, width: 2, signed: false, flat: false },
    values: Float32Array.of(0, 1),
    min: 1,
    max: 3,
  };
  const backProp = { mask, intermediates: [], finite: true };
  const two = { height: 1, width: 2, channels: 2 };
  // 1 · mean of 2 and 6, 3 · mean of -1 and -3.
  const product = timesInput({ input: Float32Array.of(2, 6, -1, -3), size: two, backProp });
  expect(product).toMatchObject({ signed: true, min: -6, max: 6 });
  expect([...product!.values]).toEqual([Math.fround(4 / 6), -1]);
  expect(timesInput({ input: new Float32Array(4), size: two, backProp })?.flat).toBe(true);
  const flat = { ...backProp, mask: { ...mask, flat: true } };
  expect(timesInput({ input: Float32Array.of(2, 6, 1, 3), size: two, backProp: flat })?.flat).toBe(true);
  expect(timesInput({ input: new Float32Array(4), size: two, backProp: null })).toBe(null);
});
