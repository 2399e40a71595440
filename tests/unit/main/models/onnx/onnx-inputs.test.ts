import { TensorProto_DataType } from 'onnx-buf';
import { expect, test } from 'vitest';
import { readOnnxModel } from '../../../../../main/models/onnx/onnx.ts';
import { batchValue, float, int, ints } from '../../../../../main/models/onnx/onnx-write.ts';
import { constant, makeOnnx, type OnnxOptions } from '../../../../support/make-onnx.ts';

const read = (options: OnnxOptions, size?: { height: number; width: number }) =>
  readOnnxModel(makeOnnx(options), 'test.onnx', { pictureSize: size }).info;

const kernel = constant('w', [2, 3, 1, 1], 0.1);
const convolution = {
  input: [3, 8, 10],
  constants: [kernel],
  nodes: [['Conv', ['x', 'w'], 'c']],
} satisfies OnnxOptions;
const speed = batchValue('speed', [2]);

test('takes numbers beside the picture', () => {
  const { input, otherInputs } = read({ ...convolution, moreInputs: [speed, batchValue('gear', [])] });
  expect(input).toEqual({ name: 'x', height: 8, width: 10, channels: 3, layout: 'NCHW' });
  expect(otherInputs).toEqual([
    { name: 'speed', shape: [2] },
    { name: 'gear', shape: [] },
  ]);
});

test('a weight that is listed among the inputs is no input (IR version 3)', () => {
  const { otherInputs, parameterCount } = read({ ...convolution, moreInputs: [batchValue('w', [3, 1, 1])] });
  expect(otherInputs).toEqual([]);
  expect(parameterCount).toBe(6);
});

test.each<[string, Partial<OnnxOptions>, RegExp]>([
  ['two pictures', { moreInputs: [batchValue('left', [3, 8, 10])] }, /several pictures \(x, left\)/],
  ['numbers without end', { moreInputs: [batchValue('state', [null])] }, /state\[\?, \?\] beside its picture/],
  ['a long vector', { moreInputs: [batchValue('scan', [5000])] }, /scan\[\?, 5000\] beside its picture/],
  [
    'frames one after the other',
    { input: [4, 3, 8, 10], nodes: [['Relu', ['x'], 'y']] },
    /several pictures at once, one/,
  ],
  ['a lidar scan', { input: [23], nodes: [['Relu', ['x'], 'y']] }, /x\[\?, 23\], which is no picture/],
])('refuses %s', (_, options, message) => {
  expect(() => read({ ...convolution, ...options })).toThrow(
    expect.objectContaining({
      code: 'unsupported-network',
      message: expect.stringMatching(message) as string,
    }) as Error,
  );
});

test('takes the size that the preprocessing gives where the network leaves it open', () => {
  const open = { ...convolution, input: [0, 0, 0] };
  expect(() => read(open)).toThrow(/leaves the size of its pictures open.*: test\.onnx$/);
  const { input, stages } = read(open, { height: 6, width: 9 });
  // The channels are those that the convolution reads.
  expect(input).toEqual({ name: 'x', height: 6, width: 9, channels: 3, layout: 'NCHW' });
  expect(stages).toMatchObject([{ height: 6, width: 9, channels: 2 }]);
  expect(read(convolution, { height: 6, width: 9 }).input).toMatchObject({ height: 8, width: 10 });
});

const scaling: [string, OnnxOptions['nodes'], boolean][] = [
  [
    'Transpose, Cast, Div, Sub (tf2onnx)',
    [
      ['Transpose', ['x'], 't', [ints('perm', [0, 3, 1, 2])]],
      ['Cast', ['t'], 'f', [int('to', TensorProto_DataType.FLOAT)]],
      ['Div', ['f', 'k'], 'd'],
      ['Sub', ['d', 'one'], 'y'],
    ],
    true,
  ],
  [
    'Mul by a Constant node, then Transpose',
    [
      ['Constant', [], 'factor', [float('value_float', 1 / 255)]],
      ['Mul', ['factor', 'x'], 'm'],
      ['Transpose', ['m'], 'y', [ints('perm', [0, 3, 1, 2])]],
    ],
    true,
  ],
  [
    'a normalisation of 0..255 (variance 5000)',
    [
      ['Transpose', ['x'], 't', [ints('perm', [0, 3, 1, 2])]],
      ['BatchNormalization', ['t', 'ones', 'means', 'means', 'bytes'], 'y'],
    ],
    true,
  ],
  [
    'a normalisation of 0..1 (variance 0.06)',
    [
      ['Transpose', ['x'], 't', [ints('perm', [0, 3, 1, 2])]],
      ['BatchNormalization', ['t', 'ones', 'means', 'means', 'units'], 'y'],
    ],
    false,
  ],
];
test.each(scaling)('knows whether %s scales 0..255', (_, nodes, scalesInput) => {
  const info = read({
    input: [8, 10, 3],
    constants: [
      kernel,
      constant('k', [], 127.5),
      constant('one', [], 1),
      constant('ones', [3], 1),
      constant('means', [3], 0.5),
      constant('bytes', [3], 5000),
      constant('units', [3], 0.06),
    ],
    nodes: [...nodes, ['Conv', ['y', 'w'], 'c']],
  });
  expect(info.input).toMatchObject({ layout: 'NHWC', height: 8, width: 10, channels: 3 });
  expect(info.scalesInput).toBe(scalesInput);
});

test('numbers whose batch was squeezed away stay what they are', () => {
  const output = (lengths: number[]) => {
    const value = batchValue('c', lengths.slice(1));
    const type = value.type?.value;
    const dim = type?.case === 'tensorType' ? type.value.shape?.dim[0] : undefined;
    if (dim !== undefined) dim.value = { case: 'dimValue', value: BigInt(lengths[0] ?? 0) };
    return read({ ...convolution, output: value }).outputs[0]?.shape;
  };
  expect(output([2])).toEqual([2]);
  expect(output([1])).toEqual([]);
  expect(output([1, 2])).toEqual([2]);
});
