import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TensorProto_DataType } from 'onnx-buf';
import { expect, onTestFinished, test } from 'vitest';
import type { WindowAxis } from '../../../../../shared/geometry.ts';
import { onnxFormat, readOnnxModel } from '../../../../../main/models/onnx/onnx.ts';
import { batchValue, float, int, ints, intTensor } from '../../../../../main/models/onnx/onnx-write.ts';
import { constant, externalConstant, makeOnnx, type OnnxOptions } from '../../../../support/make-onnx.ts';
import { realData } from '../../../../support/real-data.ts';

const read = (options: OnnxOptions) => readOnnxModel(makeOnnx(options), 'test.onnx');

function temporaryFile(name: string, bytes: Uint8Array | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'steerscope-onnx-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const conv3 = constant('w', [4, 3, 3, 3], 0.1);

test('reads layers, stages and steps of a network with normalisation, pooling and padding between', () => {
  const { info } = read({
    input: [3, 20, 30],
    constants: [
      conv3,
      constant('w2', [5, 4, 3, 3], 0),
      ...['scale', 'offset', 'mean', 'variance'].map((name) => constant(name, [4], 1)),
      constant('fc', [70, 2], 0),
    ],
    nodes: [
      ['Conv', ['x', 'w'], 'c1', [ints('strides', [2, 2]), ints('pads', [1, 1, 1, 1])]],
      ['BatchNormalization', ['c1', 'scale', 'offset', 'mean', 'variance'], 'n1'],
      ['Elu', ['n1'], 'a1'],
      ['MaxPool', ['a1'], 'p1', [ints('kernel_shape', [2, 3]), ints('strides', [2, 3])]],
      ['Pad', ['p1'], 'z1', [ints('pads', [0, 0, 1, 0, 0, 0, 2, 4])]],
      ['Conv', ['z1', 'w2'], 'c2', [ints('strides', [3, 1])]],
      ['Relu', ['c2'], 'a2'],
      ['Flatten', ['a2'], 'f'],
      ['Gemm', ['f', 'fc'], 'steering'],
    ],
    opset: 9,
  });
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
  expect(info.stages).toEqual([
    {
      layer: 'c1',
      tap: 'a1',
      activation: 'elu',
      height: 10,
      width: 15,
      channels: 4,
      steps: [{ kind: 'convolution', layer: 'c1', vertical: axis(3, 2, 1, 20, 10), horizontal: axis(3, 2, 1, 30, 15) }],
    },
    {
      layer: 'c2',
      tap: 'a2',
      activation: 'relu',
      height: 2,
      width: 7,
      channels: 5,
      steps: [
        { kind: 'pooling', layer: 'p1', vertical: axis(2, 2, 0, 10, 5), horizontal: axis(3, 3, 0, 15, 5) },
        { kind: 'pad', layer: 'z1', top: 1, bottom: 2, left: 0, right: 4, inputHeight: 5, inputWidth: 5 },
        { kind: 'convolution', layer: 'c2', vertical: axis(3, 3, 0, 8, 2), horizontal: axis(3, 1, 0, 9, 7) },
      ],
    },
  ]);
  expect(
    info.layers.map(({ name, type, outputShape, parameterCount }) => [name, type, outputShape, parameterCount]),
  ).toEqual([
    ['c1', 'Conv', [4, 10, 15], 108],
    ['n1', 'BatchNormalization', [4, 10, 15], 16],
    ['a1', 'Elu', [4, 10, 15], 0],
    ['p1', 'MaxPool', [4, 5, 5], 0],
    ['z1', 'Pad', [4, 8, 9], 0],
    ['c2', 'Conv', [5, 2, 7], 180],
    ['a2', 'Relu', [5, 2, 7], 0],
    ['f', 'Flatten', [70], 0],
    ['steering', 'Gemm', [2], 140],
  ]);
  expect(info.parameterCount).toBe(444);
  expect(info.layers[0]).toMatchObject({ kernel: [3, 3], strides: [2, 2], dilations: [1, 1], padding: '1,1,1,1' });
  expect(info.outputs).toEqual([{ name: 'steering', shape: [2] }]);
  expect(info.problems.map((problem) => problem.code)).toEqual(['activation-outside-paper', 'pooling-outside-paper']);
});

test('counts pooling between a convolution and its activation to that stage', () => {
  const nodes = [
    ['Conv', ['x', 'w'], 'c'],
    ['MaxPool', ['c'], 'p', [ints('kernel_shape', [2, 2]), ints('strides', [2, 2])]],
    ['Relu', ['p'], 'a'],
  ] as const;
  const { info } = read({ input: [3, 8, 8], constants: [conv3], nodes });
  expect(info.stages).toMatchObject([
    { layer: 'c', tap: 'a', height: 3, width: 3, steps: [{ kind: 'convolution' }, { kind: 'pooling' }] },
  ]);
});

test('takes a convolution without activation as it is, and leaves what follows to the next stage', () => {
  const { info } = read({
    input: [3, 9, 9],
    constants: [conv3, constant('w2', [1, 4, 1, 1], 1)],
    nodes: [
      ['Conv', ['x', 'w'], 'c1'],
      ['MaxPool', ['c1'], 'p', [ints('kernel_shape', [6, 6])]],
      ['Conv', ['p', 'w2'], 'c2'],
    ],
  });
  expect(info.stages).toMatchObject([
    { layer: 'c1', tap: 'c1', activation: 'linear', height: 7, steps: [{ layer: 'c1' }] },
    { layer: 'c2', tap: 'c2', height: 2, steps: [{ layer: 'p' }, { layer: 'c2' }] },
  ]);
});

test('finds the channels behind a Transpose, and averages over them where the activation follows one back', () => {
  const model = read({
    input: [16, 16, 3],
    constants: [conv3],
    nodes: [
      ['Transpose', ['x'], 't', [ints('perm', [0, 3, 1, 2])]],
      ['Conv', ['t', 'w'], 'c'],
      ['Transpose', ['c'], 'back', [ints('perm', [0, 2, 3, 1])]],
      ['Relu', ['back'], 'a'],
    ],
  });
  expect(model.info.input).toEqual({ name: 'x', height: 16, width: 16, channels: 3, layout: 'NHWC' });
  expect(model.info.stages).toMatchObject([{ tap: 'a', height: 14, width: 14, channels: 4 }]);
  expect(model.graph).toMatchObject({ taps: [{ tensor: 'a', channelAxis: 3 }] });
});

test('takes the axis that a convolution reads as channels, not the smallest', () => {
  const { info } = read({
    input: [9, 3, 40],
    constants: [constant('w', [2, 9, 3, 3], 0)],
    nodes: [['Conv', ['x', 'w'], 'c']],
  });
  expect(info.input).toMatchObject({ layout: 'NCHW', channels: 9, height: 3, width: 40 });
});

test('guesses the layout of a picture that no convolution reads', () => {
  const nodes = [['Flatten', ['x'], 'f']] as const;
  expect(read({ input: [60, 80, 1], nodes }).info).toMatchObject({ input: { layout: 'NHWC', height: 60 }, stages: [] });
  expect(read({ input: [3, 60, 80], nodes }).info).toMatchObject({ input: { layout: 'NCHW', height: 60 } });
});

test('takes a block of branches as one stage, scaled up through that with the most convolutions, and says so', () => {
  const { info } = read({
    input: [4, 8, 8],
    constants: [constant('w', [4, 4, 3, 3], 0), constant('w1', [4, 4, 1, 1], 0)],
    nodes: [
      ['Conv', ['x', 'w1'], 'shortcut'],
      ['Conv', ['x', 'w'], 'c1', [ints('pads', [1, 1, 1, 1])]],
      ['Relu', ['c1'], 'a1'],
      ['Conv', ['a1', 'w'], 'c2', [ints('pads', [1, 1, 1, 1])]],
      ['Add', ['shortcut', 'c2'], 'sum'],
      ['Relu', ['sum'], 'a2'],
    ],
  });
  expect(info.stages.map(({ layer, tap, steps }) => [layer, tap, steps.map((step) => step.layer)])).toEqual([
    ['sum', 'a2', ['c1', 'c2']],
  ]);
  expect(info.problems.map(({ code, place }) => [code, place])).toEqual([['residual-outside-paper', 'sum']]);
});

test('gives no stages when it cannot say what stands between two convolutions', () => {
  const { info } = read({
    input: [3, 8, 8],
    constants: [conv3, constant('w2', [1, 16, 1, 1], 0)],
    nodes: [
      ['Conv', ['x', 'w'], 'c1'],
      ['SpaceToDepth', ['c1'], 'packed', [int('blocksize', 2)]],
      ['Conv', ['packed', 'w2'], 'c2'],
    ],
  });
  expect(info.stages).toEqual([]);
  expect(info.problems.map((problem) => problem.code)).toEqual(['geometry-unknown', 'no-convolution']);
});

test('reads cropping and resizing inside the network', () => {
  const { info } = read({
    input: [3, 20, 30],
    constants: [
      conv3,
      intTensor('starts', [5, -20]),
      intTensor('ends', [-1, 9999]),
      intTensor('axes', [2, -1]),
      constant('scales', [4], [1, 1, 0.5, 2]),
    ],
    nodes: [
      ['Slice', ['x', 'starts', 'ends', 'axes'], 's'],
      ['Resize', ['s', '', 'scales'], 'r'],
      ['Conv', ['r', 'w'], 'c'],
    ],
  });
  expect(info.stages[0]?.steps).toMatchObject([
    { kind: 'crop', top: 5, bottom: 1, left: 10, right: 0, inputHeight: 20, inputWidth: 30 },
    { kind: 'resize', inputHeight: 14, inputWidth: 20, outputHeight: 7, outputWidth: 40 },
    { kind: 'convolution' },
  ]);
});

test.each<[string, OnnxOptions['nodes'], boolean]>([
  [
    'x / 127.5 - 1',
    [
      ['Div', ['x', 'k'], 'd'],
      ['Sub', ['d', 'one'], 'y'],
    ],
    true,
  ],
  ['x * (1 / 127.5)', [['Mul', ['x', 'inverse'], 'y']], true],
  [
    '(x - 0.45) / 0.225, which wants 0..1',
    [
      ['Sub', ['x', 'mean'], 's'],
      ['Div', ['s', 'deviation'], 'y'],
    ],
    false,
  ],
  [
    'a batch normalisation',
    [
      ['BatchNormalization', ['x', 'k3', 'k3', 'k3', 'k3'], 'n'],
      ['Mul', ['n', 'inverse'], 'y'],
    ],
    false,
  ],
  ['nothing', [['Identity', ['x'], 'y']], false],
])('knows whether %s scales 0..255', (_, nodes, scalesInput) => {
  const { info } = read({
    input: [3, 8, 8],
    constants: [
      conv3,
      constant('k', [], 127.5),
      constant('one', [], 1),
      constant('inverse', [1], 1 / 127.5),
      constant('mean', [1, 3, 1, 1], [0.485, 0.456, 0.406]),
      constant('deviation', [1, 3, 1, 1], [0.229, 0.224, 0.225]),
      constant('k3', [3], 1),
    ],
    nodes: [...nodes, ['Conv', ['y', 'w'], 'c']],
  });
  expect(info.scalesInput).toBe(scalesInput);
});

test('tells a ReLU written as Clip from one capped at six', () => {
  const activationOf = (attributes: ReturnType<typeof float>[]) =>
    read({
      input: [3, 8, 8],
      constants: [conv3],
      opset: 7,
      nodes: [
        ['Conv', ['x', 'w'], 'c'],
        ['Clip', ['c'], 'a', attributes],
      ],
    }).info.stages[0]?.activation;
  expect(activationOf([float('min', 0)])).toBe('relu');
  expect(activationOf([float('min', 0), float('max', 6)])).toBe('relu6');
  expect(activationOf([float('min', -1), float('max', 1)])).toBe('clip');
});

const conv = { input: [3, 8, 8], constants: [conv3], nodes: [['Conv', ['x', 'w'], 'c']] } satisfies OnnxOptions;

test.each<[string, OnnxOptions, string, RegExp]>([
  [
    'weights in another file',
    { ...conv, constants: [externalConstant('w', [4, 3, 3, 3], '/etc/passwd')] },
    'unsupported-network',
    /weights in another file/,
  ],
  [
    'a vector for input',
    { ...conv, input: [23], nodes: [['Relu', ['x'], 'y']] },
    'unsupported-network',
    /x\[\?, 23\], which is no picture/,
  ],
  ['a picture of open size', { ...conv, input: [3, 0, 8] }, 'unsupported-network', /size of its pictures open/],
  [
    'a picture that no camera takes',
    { ...conv, input: [3, 100_000, 100_000] },
    'unsupported-network',
    /100000 x 100000/,
  ],
  ['text for input', { ...conv, inputType: TensorProto_DataType.STRING }, 'unsupported-network', /STRING/],
  ['an ancient opset', { ...conv, opset: 6 }, 'unsupported-network', /opset 6/],
  ['a window larger than the picture', { ...conv, input: [3, 2, 2] }, 'unsupported-network', /window of 3x3/],
  [
    'a stride of zero',
    { ...conv, nodes: [['Conv', ['x', 'w'], 'c', [ints('strides', [0, 0])]]] },
    'unsupported-network',
    /does not fit/,
  ],
  [
    'a node that reads what comes later',
    {
      ...conv,
      nodes: [
        ['Relu', ['c'], 'r'],
        ['Conv', ['r', 'w'], 'c'],
      ],
    },
    'not-a-network',
    /reads c, which nothing made before/,
  ],
])('refuses %s', (_, options, code, message) => {
  expect(() => read(options)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error,
  );
  expect(() => read(options)).toThrow(/: test\.onnx$/);
});

test('recognises ONNX by content and refuses what only looks like it', async () => {
  const bytes = makeOnnx(conv);
  expect(await onnxFormat.match(temporaryFile('network.bin', bytes))).toBe(true);
  expect(await onnxFormat.match(temporaryFile('network.onnx', 'not a network'))).toBe(false);
  expect(await onnxFormat.match(temporaryFile('network.onnx', ''))).toBe(false);
  expect(await onnxFormat.match(tmpdir())).toBe(false);
  const cut = temporaryFile('cut.onnx', bytes.slice(0, bytes.length - 100));
  expect(await onnxFormat.match(cut)).toBe(true);
  await expect(onnxFormat.open(cut)).rejects.toMatchObject({ code: 'not-a-network' });
  await expect(onnxFormat.open(`${cut}.missing`)).rejects.toMatchObject({ code: 'not-readable' });
});

test('every cut of a file is an error that says so, never another failure', () => {
  const bytes = makeOnnx({ ...conv, output: batchValue('c', [4, 6, 6]) });
  for (let length = 0; length < bytes.length; length += 7)
    expect(() => readOnnxModel(bytes.slice(0, length), 'cut.onnx')).toThrow(
      expect.objectContaining({ name: 'SteerscopeError' }) as Error,
    );
});

const netsvf = realData('models', 'authors_netsvf', 'netsvf.onnx');
test.skipIf(netsvf === null)("reads the paper authors' network as its paper describes it", async () => {
  const { info } = await onnxFormat.open(netsvf ?? '');
  expect(info.input).toEqual({ name: 'image', height: 125, width: 640, channels: 1, layout: 'NCHW' });
  expect(info.stages.map(({ height, width }) => `${height}x${width}`).join(' ')).toBe(
    '123x638 61x318 59x316 29x157 27x155 13x77 11x75 5x37 3x35 1x17',
  );
  expect(info.stages.map((stage) => stage.channels)).toEqual([8, 8, 16, 16, 24, 24, 36, 36, 48, 48]);
  const steps = info.stages.flatMap((stage) => stage.steps);
  expect(
    steps.map((step) => (step.kind === 'convolution' ? [step.vertical.kernel, step.vertical.stride] : step.kind)),
  ).toEqual(Array.from({ length: 10 }, (_, index) => [3, 1 + (index % 2)]));
  expect(info.stages.every((stage) => stage.activation === 'relu')).toBe(true);
  expect(info.scalesInput).toBe(false);
  expect(info.problems).toEqual([]);
});

const lidar = realData('models', 'onnx_lekrikri', 'models', 'v18', 'best.onnx');
test.skipIf(lidar === null)('refuses a network that steers by distances', async () => {
  await expect(onnxFormat.open(lidar ?? '')).rejects.toMatchObject({ code: 'unsupported-network' });
});
