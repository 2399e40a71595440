import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { readOnnxModel } from '../../../../../main/models/onnx/onnx.ts';
import { int, ints, text } from '../../../../../main/models/onnx/onnx-write.ts';
import { constant, makeOnnx } from '../../../../support/make-onnx.ts';

const [height, width] = [11, 14];

interface Window {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations?: readonly [number, number];
  readonly pads?: readonly [number, number, number, number];
  readonly autoPad?: string;
  readonly ceil?: boolean;
}

function attributes({ kernel, strides, dilations, pads, autoPad, ceil }: Window) {
  return [
    ints('kernel_shape', kernel),
    ints('strides', strides),
    ...(dilations ? [ints('dilations', dilations)] : []),
    ...(pads ? [ints('pads', pads)] : []),
    ...(autoPad ? [text('auto_pad', autoPad)] : []),
    ...(ceil === true ? [int('ceil_mode', 1)] : []),
  ];
}

/** The map that onnxruntime makes of a picture that is 0 but for one pixel, by a convolution with ones. */
async function convolved(bytes: Uint8Array, row: number, column: number): Promise<Tensor> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
  const picture = new Float32Array(height * width);
  picture[row * width + column] = 1;
  const { y } = await session.run({ x: new Tensor('float32', picture, [1, 1, height, width]) });
  await session.release();
  if (y === undefined) throw new Error('no y');
  return y as Tensor;
}

const windows: Window[] = [
  { kernel: [3, 3], strides: [1, 1] },
  { kernel: [5, 3], strides: [2, 3] },
  { kernel: [3, 2], strides: [2, 2], pads: [0, 1, 2, 1] },
  { kernel: [3, 3], strides: [2, 3], autoPad: 'SAME_UPPER' },
  { kernel: [4, 2], strides: [2, 3], autoPad: 'SAME_LOWER' },
  { kernel: [1, 1], strides: [3, 4], autoPad: 'SAME_UPPER' },
  { kernel: [3, 3], strides: [2, 2], autoPad: 'VALID' },
  { kernel: [3, 2], strides: [1, 2], dilations: [2, 3] },
];

describe('geometry agrees with what onnxruntime does', () => {
  test.each(windows)('convolution %o', async (window) => {
    const bytes = makeOnnx({
      input: [1, height, width],
      constants: [constant('w', [1, 1, ...window.kernel], 1)],
      nodes: [['Conv', ['x', 'w'], 'y', attributes(window)]],
    });
    const [step] = readOnnxModel(bytes, 'window.onnx').info.stages[0]?.steps ?? [];
    if (step?.kind !== 'convolution') throw new Error('no convolution');
    const { vertical, horizontal } = step;
    for (const [row, column] of [
      [0, 0],
      [4, 5],
      [10, 13],
    ] as const) {
      const map = await convolved(bytes, row, column);
      expect(map.dims).toEqual([1, 1, vertical.outputSize, horizontal.outputSize]);
      // A window at `at` reads the pixel when one of its elements lies on it: stride * at + dilation * k - padding.
      const reads = ({ stride, dilation, kernel, padBefore }: typeof vertical, at: number, pixel: number) =>
        Array.from({ length: kernel }, (_, k) => stride * at + dilation * k - padBefore).includes(pixel);
      const expected = Array.from({ length: map.size }, (_, index) => {
        const [y, x] = [Math.floor(index / horizontal.outputSize), index % horizontal.outputSize];
        return reads(vertical, y, row) && reads(horizontal, x, column) ? 1 : 0;
      });
      expect(Array.from(map.data as Float32Array)).toEqual(expected);
    }
  });

  test.each<Window>([
    { kernel: [2, 2], strides: [2, 2] },
    { kernel: [3, 3], strides: [2, 2], ceil: true },
    { kernel: [2, 3], strides: [4, 4], ceil: true },
    { kernel: [2, 2], strides: [3, 5], pads: [1, 1, 1, 1], ceil: true },
    { kernel: [3, 2], strides: [2, 3], autoPad: 'SAME_LOWER' },
  ])('pooling %o', async (window) => {
    const bytes = makeOnnx({
      input: [1, height, width],
      constants: [constant('w', [1, 1, 1, 1], 1)],
      nodes: [
        ['Conv', ['x', 'w'], 'c'],
        ['MaxPool', ['c'], 'p', attributes(window)],
        ['Relu', ['p'], 'y'],
      ],
    });
    const [stage] = readOnnxModel(bytes, 'window.onnx').info.stages;
    expect((await convolved(bytes, 0, 0)).dims).toEqual([1, 1, stage?.height, stage?.width]);
  });
});
