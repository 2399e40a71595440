import { expect, test } from 'vitest';
import { planUpscale, sizeAfter } from '../../../../main/saliency/plan-upscale.ts';
import type { GeometryStep } from '../../../../shared/geometry.ts';

function undo(step: GeometryStep, source: number[]): number[] {
  const { height, width } = sizeAfter(step);
  expect(source.length).toBe(height * width);
  const upscale = planUpscale(step);
  const target = new Float64Array(upscale.height * upscale.width).fill(NaN);
  upscale.run(Float64Array.from(source), target);
  return [...target];
}

const edges = { layer: 'x', top: 1, bottom: 0, left: 1, right: 1 };

test('what was cropped away becomes zero', () => {
  const step: GeometryStep = { kind: 'crop', ...edges, inputHeight: 2, inputWidth: 4 };
  expect(undo(step, [5, 6])).toEqual([0, 0, 0, 0, 0, 5, 6, 0]);
});

test('padding is cut', () => {
  const step: GeometryStep = { kind: 'pad', ...edges, inputHeight: 1, inputWidth: 2 };
  expect(undo(step, [1, 2, 3, 4, 5, 6, 7, 8])).toEqual([6, 7]);
});

test('a resize is scaled back bilinearly about the pixel centres', () => {
  const step: GeometryStep = {
    kind: 'resize',
    layer: 'x',
    inputHeight: 1,
    inputWidth: 4,
    outputHeight: 1,
    outputWidth: 2,
  };
  expect(undo(step, [0, 4])).toEqual([0, 1, 3, 4]);
  const both: GeometryStep = {
    kind: 'resize',
    layer: 'x',
    inputHeight: 1,
    inputWidth: 1,
    outputHeight: 2,
    outputWidth: 2,
  };
  expect(undo(both, [0, 4, 8, 12])).toEqual([6]);
});

test('a constant map stays constant through a resize', () => {
  const step: GeometryStep = {
    kind: 'resize',
    layer: 'x',
    inputHeight: 16,
    inputWidth: 31,
    outputHeight: 6,
    outputWidth: 7,
  };
  for (const value of undo(step, new Array<number>(42).fill(3))) expect(value).toBeCloseTo(3, 14);
});

test('pooling is undone as a window', () => {
  const halved = { kernel: 2, stride: 2, dilation: 1, padBefore: 0, inputSize: 3, outputSize: 1 };
  const one = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, inputSize: 1, outputSize: 1 };
  expect(undo({ kind: 'pooling', layer: 'x', vertical: one, horizontal: halved }, [7])).toEqual([7, 7, 0]);
});
