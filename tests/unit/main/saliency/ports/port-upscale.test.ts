import { describe, expect, test } from 'vitest';
import type { WindowAxis, WindowStep } from '../../../../../shared/geometry.ts';
import type { OwnWindow, PortUpscaling } from '../../../../../main/saliency/ports/port-profile.ts';
import { planPortUpscale } from '../../../../../main/saliency/ports/port-upscale.ts';
import { SteerscopeError } from '../../../../../shared/steerscope-error.ts';

/** One row of three elements, 1, 10, 100: what comes out tells which of them each element sums. */
const row = Float64Array.of(1, 10, 100);

interface Along {
  readonly kernel: number;
  readonly stride: number;
  readonly padBefore?: number;
  /** Elements of the map below. */
  readonly to: number;
}

const trivial: WindowAxis = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, inputSize: 1, outputSize: 1 };

function along(
  upscaling: PortUpscaling,
  { kernel, stride, padBefore = 0, to }: Along,
  { isLast = false, kind = 'convolution' as WindowStep['kind'], height = 1 } = {},
): number[] {
  const horizontal = { kernel, stride, dilation: 1, padBefore, inputSize: to, outputSize: 3 };
  const window: WindowStep = { kind, layer: 'conv', vertical: trivial, horizontal };
  const upscale = planPortUpscale(upscaling, {
    from: { height: 1, width: 3 },
    to: { height, width: to },
    window,
    isLast,
  });
  const target = new Float64Array(upscale.height * upscale.width);
  upscale.run(row, target);
  return [...target.subarray(0, upscale.width)];
}

const own = (rest: OwnWindow['rest'], more: Partial<OwnWindow> = {}): OwnWindow => ({
  kind: 'own-window',
  rest,
  ...more,
});

const stops = (run: () => unknown): void => {
  expect(run).toThrow(SteerscopeError);
};

describe('a deconvolution with the own window', () => {
  test('within the stride zeros are added at the end, without padding and square only', () => {
    expect(along({ ...own('valid-to-size') }, { kernel: 3, stride: 2, to: 8 })).toEqual([
      1, 1, 11, 10, 110, 100, 100, 0,
    ]);
    stops(() => along(own('valid-to-size'), { kernel: 3, stride: 2, to: 9 }));
    const square = { kernel: 3, stride: 2, dilation: 1, padBefore: 0, inputSize: 8, outputSize: 3 };
    const way = { from: { height: 3, width: 3 }, to: { height: 8, width: 8 }, isLast: false };
    const step = { kind: 'convolution', layer: 'conv', vertical: square, horizontal: square } as const;
    const upscale = planPortUpscale(own('zeros-within-stride'), { ...way, window: step });
    const target = new Float64Array(64);
    upscale.run(new Float64Array(9).fill(1), target);
    expect([...target.subarray(0, 8)]).toEqual([1, 1, 2, 1, 2, 1, 1, 0]);
    expect([...target.subarray(56)]).toEqual(Array(8).fill(0));
    const oblong = { ...step, vertical: { ...square, kernel: 2 } };
    stops(() => planPortUpscale(own('zeros-within-stride'), { ...way, window: oblong }));
    const padded = { ...step, vertical: { ...square, padBefore: 1 } };
    stops(() => planPortUpscale(own('zeros-within-stride'), { ...way, window: padded }));
    stops(() => planPortUpscale(own('zeros-within-stride'), { ...way, to: { height: 9, width: 9 }, window: step }));
  });

  test('torch pads as the convolution did, and takes the wrong size for the last step', () => {
    const padded = { kernel: 3, stride: 2, padBefore: 1 };
    // Full: 1 1 11 10 110 100 100; cut by one on either side, one more where (below + 2 − 3) is odd.
    expect(along(own('output-padding'), { ...padded, to: 5 })).toEqual([1, 11, 10, 110, 100]);
    expect(along(own('output-padding'), { ...padded, to: 6 })).toEqual([1, 11, 10, 110, 100, 100]);
    // Of its own three elements (3 + 2 − 3) is even: nothing more, one short.
    expect(along(own('output-padding'), { ...padded, to: 6 }, { isLast: true })).toEqual([1, 11, 10, 110, 100]);
    // SAME padding of TensorFlow, nothing before and one after, is none that torch has.
    stops(() => along(own('output-padding'), { kernel: 3, stride: 2, to: 6 }));
  });

  test('padding is taken for output padding', () => {
    expect(along(own('padding-as-output-padding'), { kernel: 2, stride: 2, to: 6 })).toEqual([1, 1, 10, 10, 100, 100]);
    const padded = { kernel: 3, stride: 2, padBefore: 1 };
    expect(along(own('padding-as-output-padding'), { ...padded, to: 8 })).toEqual([1, 1, 11, 10, 110, 100, 100, 0]);
    stops(() => along(own('padding-as-output-padding'), { ...padded, to: 6 }));
    stops(() => along(own('padding-as-output-padding'), { kernel: 3, stride: 1, padBefore: 1, to: 6 }));
  });

  test('one missing element is a zero before all others', () => {
    expect(along(own('zero-above-left'), { kernel: 3, stride: 2, to: 7 })).toEqual([1, 1, 11, 10, 110, 100, 100]);
    expect(along(own('zero-above-left'), { kernel: 3, stride: 2, to: 8 })).toEqual([0, 1, 1, 11, 10, 110, 100, 100]);
    stops(() => along(own('zero-above-left'), { kernel: 3, stride: 2, to: 9 }));
    // Keras makes three elements of each with a kernel of two.
    const keras = own('zero-above-left', { atLeastStride: true });
    expect(along(keras, { kernel: 2, stride: 3, to: 9 })).toEqual([1, 1, 0, 10, 10, 0, 100, 100, 0]);
    stops(() => along(own('zero-above-left'), { kernel: 2, stride: 3, to: 10 }));
  });

  test('a missing width is overlooked where the height fits, one too large is cut at the start', () => {
    stops(() => along(own('zero-below-right'), { kernel: 3, stride: 2, to: 8 }));
    const window: WindowStep = {
      kind: 'convolution',
      layer: 'conv',
      vertical: { kernel: 3, stride: 1, dilation: 1, padBefore: 1, inputSize: 1, outputSize: 1 },
      horizontal: { kernel: 3, stride: 1, dilation: 1, padBefore: 1, inputSize: 3, outputSize: 3 },
    };
    const way = { from: { height: 1, width: 3 }, to: { height: 1, width: 3 }, window, isLast: false };
    const upscale = planPortUpscale(own('zero-below-right'), way);
    const target = new Float64Array(3);
    upscale.run(row, target);
    // Full: 1 11 111 110 100.
    expect([...target]).toEqual([111, 110, 100]);
  });

  test('MXNet makes too much and cuts it at the end; it does not know the padding of a pooling', () => {
    const padded = { kernel: 3, stride: 2, padBefore: 1, to: 5 };
    expect(along(own('cut-below-right'), padded)).toEqual([1, 11, 10, 110, 100]);
    expect(along(own('cut-below-right'), padded, { kind: 'pooling' })).toEqual([1, 1, 11, 10, 110]);
  });

  test('what no convolution or pooling made cannot be scaled up by its window', () => {
    stops(() => along(own('valid-to-size'), { kernel: 3, stride: 2, to: 7 }, { kind: 'transposed-convolution' }));
  });
});

describe('other ways up', () => {
  const any = { kernel: 9, stride: 9 };
  /** The one row is doubled, too; the first is looked at. */
  const two = { height: 2 };

  test('windows of 3 and stride 2 in Keras and torch lie one element apart', () => {
    const keras: PortUpscaling = { kind: 'fixed-window', kernel: 3, stride: 2, cutBefore: 0 };
    const torch: PortUpscaling = { kind: 'fixed-window', kernel: 3, stride: 2, cutBefore: 1 };
    expect(along(keras, { ...any, to: 6 }, two)).toEqual([1, 1, 11, 10, 110, 100]);
    expect(along(torch, { ...any, to: 6 }, two)).toEqual([1, 11, 10, 110, 100, 100]);
    stops(() => along(keras, { ...any, to: 7 }, two));
    expect(along(keras, { ...any, to: 7 }, { ...two, isLast: true })).toHaveLength(6);
  });

  test('an enlarged kernel reaches the size below without zeros', () => {
    // 8 − 2 · 2 = 4 in place of 3.
    const enlarged: PortUpscaling = { kind: 'enlarged-kernel' };
    expect(along(enlarged, { kernel: 3, stride: 2, to: 8 })).toEqual([1, 1, 11, 11, 110, 110, 100, 100]);
  });

  test('elements are repeated, or interpolated between their middles', () => {
    expect(along({ kind: 'double-nearest' }, { ...any, to: 6 }, two)).toEqual([1, 1, 10, 10, 100, 100]);
    stops(() => along({ kind: 'double-nearest' }, { ...any, to: 5 }, two));
    expect(along({ kind: 'nearest' }, { ...any, to: 5 }, two)).toEqual([1, 1, 10, 10, 100]);
    expect(along({ kind: 'bilinear' }, { ...any, to: 6 }, two)).toEqual([1, 3.25, 7.75, 32.5, 77.5, 100]);
  });
});
