import { expect, test } from 'vitest';
import { planOnesConvolution } from '../../../../main/saliency/ones-convolution.ts';
import { planUpscale } from '../../../../main/saliency/plan-upscale.ts';
import type { WindowAxis } from '../../../../shared/geometry.ts';

const single: WindowAxis = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, inputSize: 1, outputSize: 1 };

function undo(vertical: WindowAxis, horizontal: WindowAxis, source: readonly number[]): number[] {
  const plan = planOnesConvolution(vertical, horizontal);
  const target = new Float64Array(plan.height * plan.width).fill(NaN);
  plan.run(Float64Array.from(source), target);
  return [...target];
}

test('each element sums what it reached: kernel 3, stride 2, one element cut off before', () => {
  // Element j reached 2j - 1 .. 2j + 1 of 5: (0 1) (1 2 3) (3 4).
  const window = { kernel: 3, stride: 2, dilation: 1, padBefore: 1, inputSize: 3, outputSize: 5 };
  expect(undo(single, window, [1, 2, 4, 8, 16])).toEqual([3, 14, 24]);
  expect(undo(window, single, [1, 2, 4, 8, 16])).toEqual([3, 14, 24]);
});

test('gaps of a dilation are skipped, and what lies outside counts nothing', () => {
  // Kernel 2 with dilation 3, one cut off before: element j reached j - 1 and j + 2 of 5.
  const window = { kernel: 2, stride: 1, dilation: 3, padBefore: 1, inputSize: 4, outputSize: 5 };
  expect(undo(single, window, [1, 2, 4, 8, 16])).toEqual([4, 1 + 8, 2 + 16, 4]);
});

test('both axes at once', () => {
  const double = { kernel: 2, stride: 2, dilation: 1, padBefore: 0, inputSize: 1, outputSize: 2 };
  expect(undo(double, double, [1, 2, 4, 8])).toEqual([15]);
});

test('is what undoes a transposed convolution', () => {
  const window = { kernel: 2, stride: 2, dilation: 1, padBefore: 0, inputSize: 2, outputSize: 4 };
  const plan = planUpscale({ kind: 'transposed-convolution', layer: 'up', vertical: single, horizontal: window });
  const target = new Float64Array(2);
  plan.run(Float64Array.of(1, 2, 4, 8), target);
  expect([...target]).toEqual([3, 12]);
});
