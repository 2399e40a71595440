import { expect, test } from 'vitest';
import { composePooling, readPooling } from '../../../../main/saliency/compose-pooling.ts';
import { visualBackProp } from '../../../../main/saliency/visual-backprop.ts';
import type { GeometryStep, Stage, WindowAxis, WindowStep } from '../../../../shared/geometry.ts';

const axis = (
  kernel: number,
  stride: number,
  padBefore: number,
  inputSize: number,
  outputSize: number,
): WindowAxis => ({
  kernel,
  stride,
  dilation: 1,
  padBefore,
  inputSize,
  outputSize,
});

/** A window along the columns of a picture of one row. */
const across = (kind: WindowStep['kind'], layer: string, horizontal: WindowAxis): WindowStep => ({
  kind,
  layer,
  vertical: axis(1, 1, 0, 1, 1),
  horizontal,
});

const stage = (width: number, ...steps: GeometryStep[]): Stage => {
  return { layer: 'c', tap: 'c', activation: 'relu', height: 1, width, channels: 1, steps };
};

/** The map before normalisation, from its smallest and largest value. */
function maskOf(stages: readonly Stage[], width: number, deepest: readonly number[]): number[] {
  const last = stages.at(-1)!;
  const { mask } = visualBackProp([{ height: 1, width: last.width, values: Float32Array.from(deepest) }], stages, {
    height: 1,
    width,
  });
  return [...mask.values];
}

test('a pooling of 3 by 2 before a convolution of 2: k = 3 + 1 * 2, s = 2 * 1', () => {
  const stages = [
    stage(2, across('pooling', 'p', axis(3, 2, 0, 7, 3)), across('convolution', 'c', axis(2, 1, 0, 3, 2))),
  ];
  const composed = composePooling(stages);
  expect(composed).toEqual([stage(2, across('convolution', 'c', axis(5, 2, 0, 7, 2)))]);
  // One by one [1 3] becomes [1 4 3], then 1 1 1+4 4 4+3 3 3; composed, 1 reaches elements 0..4 and 3 elements 2..6.
  expect(maskOf(stages, 7, [1, 3])).toEqual([0, 0, 4, 3, 6, 2, 2].map((value) => Math.fround(value / 6)));
  expect(maskOf(composed, 7, [1, 3])).toEqual([0, 0, 3, 3, 3, 2, 2].map((value) => Math.fround(value / 3)));
});

test('a convolution of 3 before a pooling of 2 by 2, padded by 1 and 1: k = 3 + 1 * 1, s = 1 * 2, p = 1 + 1 * 1', () => {
  const [composed] = composePooling([
    stage(4, across('convolution', 'c', axis(3, 1, 1, 6, 6)), across('pooling', 'p', axis(2, 2, 1, 6, 4))),
  ]);
  expect(composed?.steps).toEqual([across('convolution', 'c', axis(4, 2, 2, 6, 4))]);
});

test('padding between a pooling and a convolution counts to the convolution: p = 0 + (2 + 1) * 2', () => {
  const [composed] = composePooling([
    stage(
      6,
      across('pooling', 'p', axis(2, 2, 0, 8, 4)),
      { kind: 'pad', layer: 'z', top: 0, bottom: 0, left: 2, right: 1, inputHeight: 1, inputWidth: 4 },
      across('convolution', 'c', axis(4, 1, 1, 7, 6)),
    ),
  ]);
  expect(composed?.steps).toEqual([across('convolution', 'c', axis(8, 2, 6, 8, 6))]);
});

test('convolutions, dilated windows and resizes between stay as they are', () => {
  const dilated = { ...axis(2, 1, 0, 3, 1), dilation: 2 };
  const steps: GeometryStep[] = [
    across('convolution', 'c1', axis(3, 1, 0, 8, 6)),
    across('convolution', 'c2', axis(1, 1, 0, 6, 6)),
    { kind: 'resize', layer: 'r', inputHeight: 1, inputWidth: 6, outputHeight: 1, outputWidth: 9 },
    across('pooling', 'p', axis(3, 3, 0, 9, 3)),
    across('convolution', 'c3', dilated),
  ];
  expect(composePooling([stage(1, ...steps)])[0]?.steps).toEqual(steps);
});

test('the composed stages are made once', () => {
  const stages = [
    stage(2, across('pooling', 'p', axis(3, 2, 0, 7, 3)), across('convolution', 'c', axis(2, 1, 0, 3, 2))),
  ];
  expect(readPooling(stages, 'separate')).toBe(stages);
  expect(readPooling(stages, 'composed')).toEqual(composePooling(stages));
  expect(readPooling(stages, 'composed')).toBe(readPooling(stages, 'composed'));
});
