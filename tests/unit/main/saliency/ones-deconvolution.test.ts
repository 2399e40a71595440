import { describe, expect, test } from 'vitest';
import { planOnesDeconvolution } from '../../../../main/saliency/ones-deconvolution.ts';
import type { WindowAxis } from '../../../../shared/geometry.ts';

/** An axis of a window; lengths that fit are for the test to give. */
function axis(inputSize: number, outputSize: number, kernel: number, stride: number, rest: Partial<WindowAxis> = {}) {
  return { inputSize, outputSize, kernel, stride, dilation: 1, padBefore: 0, ...rest };
}
const single = axis(1, 1, 1, 1);

function along(row: number[], window: WindowAxis): number[] {
  const horizontal = new Float64Array(window.inputSize).fill(NaN);
  const vertical = new Float64Array(window.inputSize).fill(NaN);
  planOnesDeconvolution(single, window).run(Float64Array.from(row), horizontal);
  planOnesDeconvolution(window, single).run(Float64Array.from(row), vertical);
  expect(vertical).toEqual(horizontal);
  return [...horizontal];
}

describe('along one axis', () => {
  test('kernel 3, stride 1: each element is spread over three', () => {
    expect(along([1, 10, 100], axis(5, 3, 3, 1))).toEqual([1, 11, 111, 110, 100]);
  });
  test('kernel 3, stride 2: neighbours overlap in one element', () => {
    expect(along([1, 10], axis(5, 2, 3, 2))).toEqual([1, 1, 11, 10, 10]);
  });
  test('what the stride left over is zero, at the end', () => {
    expect(along([1, 10], axis(6, 2, 3, 2))).toEqual([1, 1, 11, 10, 10, 0]);
  });
  test('a stride beyond the kernel leaves gaps', () => {
    expect(along([1, 10], axis(6, 2, 2, 4))).toEqual([1, 1, 0, 0, 10, 10]);
  });
  test('padding before and after is cut away', () => {
    expect(along([1, 10, 100], axis(3, 3, 3, 1, { padBefore: 1 }))).toEqual([11, 111, 110]);
  });
  test('SAME with stride 2 on an even length pads after only', () => {
    expect(along([1, 10], axis(4, 2, 3, 2, { padBefore: 0 }))).toEqual([1, 1, 11, 10]);
  });
  test('dilation 2: the kernel reaches every other element', () => {
    expect(along([1, 10], axis(6, 2, 3, 1, { dilation: 2 }))).toEqual([1, 10, 1, 10, 1, 10]);
  });
  test('dilation 2 with stride 2: the elements between are never reached', () => {
    expect(along([1, 10], axis(7, 2, 3, 2, { dilation: 2 }))).toEqual([1, 0, 11, 0, 11, 0, 10]);
  });
});

test('kernel 3, stride 2 covers in the checkerboard 1 : 2 : 4', () => {
  const window = axis(7, 3, 3, 2);
  const coverage = new Float64Array(49);
  planOnesDeconvolution(window, window).run(new Float64Array(9).fill(1), coverage);
  const once = [1, 1, 2, 1, 2, 1, 1];
  const twice = [2, 2, 4, 2, 4, 2, 2];
  expect([...coverage]).toEqual([...once, ...once, ...twice, ...once, ...twice, ...once, ...once]);
});

/** The sum of the definition, element by element. */
function definition(source: Float64Array, vertical: WindowAxis, horizontal: WindowAxis): Float64Array {
  const target = new Float64Array(vertical.inputSize * horizontal.inputSize);
  for (let j = 0; j < vertical.outputSize; j++)
    for (let t = 0; t < vertical.kernel; t++) {
      const y = vertical.stride * j + vertical.dilation * t - vertical.padBefore;
      if (y < 0 || y >= vertical.inputSize) continue;
      for (let i = 0; i < horizontal.outputSize; i++)
        for (let u = 0; u < horizontal.kernel; u++) {
          const x = horizontal.stride * i + horizontal.dilation * u - horizontal.padBefore;
          if (x < 0 || x >= horizontal.inputSize) continue;
          target[y * horizontal.inputSize + x]! += source[j * horizontal.outputSize + i]!;
        }
    }
  return target;
}

// In long rows most elements are made several at once.
test.each([12, 60])('500 random geometries agree with the definition, up to %d elements beyond a window', (longest) => {
  let state = 42;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const randomAxis = (): WindowAxis => {
    const kernel = 1 + below(7);
    const stride = 1 + below(4);
    const dilation = 1 + below(3);
    const reach = dilation * (kernel - 1) + 1;
    const padBefore = below(Math.min(4, reach));
    const padAfter = below(Math.min(4, reach));
    const inputSize = Math.max(1, reach - padBefore - padAfter) + below(longest);
    const outputSize = Math.floor((inputSize + padBefore + padAfter - reach) / stride) + 1;
    return { kernel, stride, dilation, padBefore, inputSize, outputSize };
  };
  let reached = 0;
  for (let round = 0; round < 500; round++) {
    const vertical = randomAxis();
    const horizontal = randomAxis();
    const source = Float64Array.from({ length: vertical.outputSize * horizontal.outputSize }, () => below(1000) / 7);
    const target = new Float64Array(vertical.inputSize * horizontal.inputSize).fill(NaN);
    const upscale = planOnesDeconvolution(vertical, horizontal);
    // Twice: what is left from the first run must not matter.
    upscale.run(source, target);
    upscale.run(source, target);
    const expected = definition(source, vertical, horizontal);
    expected.forEach((value, i) => {
      if (value > 0) reached++;
      if (!(Math.abs(value - target[i]!) <= 1e-12 * Math.max(1, value)))
        expect.fail(`${target[i]} is not ${value} at ${i} of ${JSON.stringify({ vertical, horizontal })}`);
    });
  }
  expect(reached).toBeGreaterThan(10_000);
});
