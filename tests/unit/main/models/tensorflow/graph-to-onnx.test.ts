import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../../../../main/engines/open-engine.ts';
import { openModel } from '../../../../../main/models/registry.ts';
import type { Model } from '../../../../../main/models/model.ts';
import type { NodeDef } from '../../../../../main/models/tensorflow/tensorflow-messages_pb.ts';
import {
  constantNode,
  frozenGraph,
  integer,
  node,
  pictureNode,
  shape,
  type,
} from '../../../../support/make-tensorflow-graph.ts';

const folder = mkdtempSync(join(tmpdir(), 'steerscope-graph-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
async function opened(nodes: readonly NodeDef[]): Promise<Model> {
  const path = join(folder, `${(count += 1)}.pb`);
  writeFileSync(path, frozenGraph(nodes));
  const model = await openModel(path);
  onTestFinished(() => model.dispose());
  return model;
}

async function answers(model: Model, choice: 'onnx' | 'tensorflow', data: Float32Array, pictures = 1) {
  const engine = await openEngine(model, choice, { threads: 1, device: choice === 'onnx' ? 'cpu' : 'wasm' });
  onTestFinished(() => engine.dispose());
  return (await engine.run({ count: pictures, data })).map(({ outputs }) => outputs.map((values) => [...values]));
}

const integers = (name: string, values: readonly number[], lengths: readonly number[] = [values.length]) =>
  constantNode(name, lengths, values, 'int32');
const scalar = (name: string, value: number) => constantNode(name, [], [value], 'int32');

/** Two rows of two elements, one channel: 1 2 / 3 4. */
const small = pictureNode(2, 2, 1);
const smallData = Float32Array.of(1, 2, 3, 4);
/** One element of three channels: 1 2 3. */
const colours = pictureNode(1, 1, 3);
const coloursData = Float32Array.of(1, 2, 3);
/** 3 x 3, one channel: 1 to 9. */
const nine = pictureNode(3, 3, 1);
const nineData = Float32Array.from({ length: 9 }, (_, at) => at + 1);

const halves = (op: string, settings = {}) => [
  small,
  integers('size', [4, 4]),
  node('out', op, ['picture', 'size'], settings),
];

/** From 2 x 2 to 4 x 4 in strides of two, by a kernel of ones. */
const transposed = (kernel: number, padding: string) => [
  small,
  integers('size', [1, 4, 4, 1]),
  constantNode(
    'kernel',
    [kernel, kernel, 1, 1],
    Array.from({ length: kernel * kernel }, () => 1),
  ),
  node('out', 'Conv2DBackpropInput', ['size', 'kernel', 'picture'], { strides: [1, 2, 2, 1], padding }),
];

describe.each(['onnx', 'tensorflow'] as const)('one operator on the %s engine', (choice) => {
  // Names, the graph after its input, the picture, and what a person finds.
  test.each<[string, readonly NodeDef[], Float32Array, readonly number[]]>([
    ['Relu6', [small, node('out', 'Relu6', ['picture'])], Float32Array.of(-1, 2, 6, 7), [0, 2, 6, 6]],
    ['LeakyRelu', [small, node('out', 'LeakyRelu', ['picture'])], Float32Array.of(-1, 2, -5, 0), [-0.2, 2, -1, 0]],
    [
      'LeakyRelu, told',
      [small, node('out', 'LeakyRelu', ['picture'], { alpha: 0.5 })],
      Float32Array.of(-1, 2, -5, 0),
      [-0.5, 2, -2.5, 0],
    ],
    ['Softsign', [small, node('out', 'Softsign', ['picture'])], Float32Array.of(-1, 0, 3, 1), [-0.5, 0, 0.75, 0.5]],
    ['Square', [small, node('out', 'Square', ['picture'])], smallData, [1, 4, 9, 16]],
    ['Rsqrt', [small, node('out', 'Rsqrt', ['picture'])], Float32Array.of(1, 4, 16, 25), [1, 0.5, 0.25, 0.2]],
    ['Erfc', [small, node('out', 'Erfc', ['picture'])], Float32Array.of(0, 0, 9, 9), [1, 1, 0, 0]],
    [
      'SquaredDifference',
      [small, constantNode('c', [], [3]), node('out', 'SquaredDifference', ['picture', 'c'])],
      smallData,
      [4, 1, 0, 1],
    ],
    [
      'Conv2DBackpropInput, one window behind the other: each element four times',
      transposed(2, 'VALID'),
      smallData,
      [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4],
    ],
    [
      'Conv2DBackpropInput, SAME: windows of three overlap by one, the last is cut',
      transposed(3, 'SAME'),
      smallData,
      [1, 1, 3, 2, 1, 1, 3, 2, 4, 4, 10, 6, 3, 3, 7, 4],
    ],
    ['AddN', [small, node('out', 'AddN', ['picture', 'picture', 'picture'])], smallData, [3, 6, 9, 12]],
    [
      'SelectV2 where greater',
      [
        small,
        constantNode('c', [], [2]),
        node('g', 'Greater', ['picture', 'c']),
        node('out', 'SelectV2', ['g', 'picture', 'c']),
      ],
      smallData,
      [2, 2, 3, 4],
    ],
    [
      'Pad',
      [pictureNode(1, 2, 1), integers('p', [0, 0, 0, 0, 1, 2, 0, 0], [4, 2]), node('out', 'Pad', ['picture', 'p'])],
      Float32Array.of(5, 6),
      [0, 5, 6, 0, 0],
    ],
    [
      'MirrorPad',
      [
        pictureNode(1, 3, 1),
        integers('p', [0, 0, 0, 0, 1, 2, 0, 0], [4, 2]),
        node('out', 'MirrorPad', ['picture', 'p'], { mode: 'REFLECT' }),
      ],
      Float32Array.of(5, 6, 7),
      [6, 5, 6, 7, 6, 5],
    ],
    [
      'Slice',
      [nine, integers('b', [0, 1, 0, 0]), integers('s', [-1, -1, 2, 1]), node('out', 'Slice', ['picture', 'b', 's'])],
      nineData,
      [4, 5, 7, 8],
    ],
    [
      'StridedSlice backwards over the channels',
      // x[..., ::-1]
      [
        colours,
        integers('b', [0, 0]),
        integers('e', [0, 0]),
        integers('s', [1, -1]),
        node('out', 'StridedSlice', ['picture', 'b', 'e', 's'], {
          ellipsis_mask: integer(1),
          begin_mask: integer(2),
          end_mask: integer(2),
        }),
      ],
      coloursData,
      [3, 2, 1],
    ],
    [
      'StridedSlice of one row, counted from the end',
      // x[:, -1]
      [
        nine,
        integers('b', [0, -1]),
        integers('e', [0, 0]),
        integers('s', [1, 1]),
        node('out', 'StridedSlice', ['picture', 'b', 'e', 's'], {
          begin_mask: integer(1),
          end_mask: integer(1),
          shrink_axis_mask: integer(2),
        }),
      ],
      nineData,
      [7, 8, 9],
    ],
    [
      'GatherV2',
      [colours, integers('i', [2, 0]), scalar('a', -1), node('out', 'GatherV2', ['picture', 'i', 'a'])],
      coloursData,
      [3, 1],
    ],
    ['ReverseV2', [small, integers('a', [2]), node('out', 'ReverseV2', ['picture', 'a'])], smallData, [2, 1, 4, 3]],
    [
      'the second part of Split',
      [
        pictureNode(1, 1, 4),
        scalar('a', 3),
        node('s', 'Split', ['a', 'picture'], { num_split: integer(2) }),
        node('out', 'Neg', ['s:1']),
      ],
      Float32Array.of(1, 2, 3, 4),
      [-3, -4],
    ],
    [
      'ConcatV2',
      [small, scalar('a', 2), node('out', 'ConcatV2', ['picture', 'picture', 'a'])],
      smallData,
      [1, 2, 1, 2, 3, 4, 3, 4],
    ],
    [
      'Mean over rows and columns',
      [small, integers('a', [1, 2]), node('out', 'Mean', ['picture', 'a'])],
      smallData,
      [2.5],
    ],
    [
      'Sum over columns, kept',
      [small, integers('a', [2]), node('out', 'Sum', ['picture', 'a'], { keep_dims: true })],
      smallData,
      [3, 7],
    ],
    ['Max over rows', [small, integers('a', [1]), node('out', 'Max', ['picture', 'a'])], smallData, [3, 4]],
    [
      'Tile',
      [pictureNode(1, 1, 2), integers('m', [1, 1, 2, 1]), node('out', 'Tile', ['picture', 'm'])],
      Float32Array.of(1, 2),
      [1, 2, 1, 2],
    ],
    [
      'Transpose',
      [small, integers('p', [0, 2, 1, 3]), node('out', 'Transpose', ['picture', 'p'])],
      smallData,
      [1, 3, 2, 4],
    ],
    [
      'ExpandDims and Squeeze',
      [
        colours,
        scalar('a', 1),
        node('e', 'ExpandDims', ['picture', 'a']),
        node('out', 'Squeeze', ['e'], { squeeze_dims: [1, 2, 3] }),
      ],
      coloursData,
      [1, 2, 3],
    ],
    // TensorFlow 1 counts from the corner: 0, 0.5, 1, 1.5, of which the last stays at the edge.
    [
      'ResizeBilinear of TensorFlow 1',
      halves('ResizeBilinear')
        .toSpliced(0, 1, pictureNode(1, 2, 1))
        .toSpliced(1, 1, integers('size', [1, 4])),
      Float32Array.of(1, 3),
      [1, 2, 3, 3],
    ],
    // TensorFlow 2 counts from the middle: -0.25, 0.25, 0.75, 1.25.
    [
      'ResizeBilinear of TensorFlow 2',
      halves('ResizeBilinear', { half_pixel_centers: true })
        .toSpliced(0, 1, pictureNode(1, 2, 1))
        .toSpliced(1, 1, integers('size', [1, 4])),
      Float32Array.of(1, 3),
      [1, 1.5, 2.5, 3],
    ],
    [
      'ResizeBilinear from corner to corner',
      halves('ResizeBilinear', { align_corners: true })
        .toSpliced(0, 1, pictureNode(1, 2, 1))
        .toSpliced(1, 1, integers('size', [1, 4])),
      Float32Array.of(1, 4),
      [1, 2, 3, 4],
    ],
    [
      'ResizeNearestNeighbor',
      halves('ResizeNearestNeighbor', { half_pixel_centers: true }),
      smallData,
      [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4],
    ],
    [
      'MaxPool, same',
      [nine, node('out', 'MaxPool', ['picture'], { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: 'SAME' })],
      nineData,
      [5, 6, 8, 9],
    ],
    // Padding does not count: 9 stands alone.
    [
      'AvgPool, same',
      [nine, node('out', 'AvgPool', ['picture'], { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: 'SAME' })],
      nineData,
      [3, 4.5, 7.5, 9],
    ],
    [
      'FusedBatchNormV3',
      // (x - 2) / sqrt(3 + 1) * 4 + 10
      [
        small,
        ...(
          [
            ['g', 4],
            ['o', 10],
            ['m', 2],
            ['v', 3],
          ] as const
        ).map(([name, value]) => constantNode(name, [1], [value])),
        node('out', 'FusedBatchNormV3', ['picture', 'g', 'o', 'm', 'v'], { is_training: false, epsilon: 1 }),
      ],
      smallData,
      [8, 10, 12, 14],
    ],
    [
      'DepthwiseConv2dNative',
      // Channel 1 times 2 and 3, channel 2 times 5 and 7.
      [
        pictureNode(1, 1, 2),
        constantNode('k', [1, 1, 2, 2], [2, 3, 5, 7]),
        node('out', 'DepthwiseConv2dNative', ['picture', 'k'], { strides: [1, 1, 1, 1], padding: 'VALID' }),
      ],
      Float32Array.of(10, 100),
      [20, 30, 500, 700],
    ],
    [
      '_FusedConv2D with a bias and a leak',
      // Two taps 1 and -1: 1 - 2 and 3 - 4, minus 1, times 0.5.
      [
        small,
        constantNode('k', [1, 2, 1, 1], [1, -1]),
        constantNode('b', [1], [-1]),
        node('out', '_FusedConv2D', ['picture', 'k', 'b'], {
          strides: [1, 1, 1, 1],
          padding: 'VALID',
          fused_ops: ['BiasAdd', 'LeakyRelu'],
          num_args: integer(1),
          leakyrelu_alpha: 0.5,
          data_format: 'NHWC',
          T: type(1),
        }),
      ],
      smallData,
      [-1, -1],
    ],
    [
      'a dilated convolution between SpaceToBatchND and BatchToSpaceND',
      // A sum of the four corners of 3 x 3.
      [
        nine,
        integers('block', [2, 2]),
        integers('pads', [0, 1, 0, 1], [2, 2]),
        integers('crops', [0, 1, 0, 1], [2, 2]),
        constantNode('k', [2, 2, 1, 1], [1, 1, 1, 1]),
        node('s', 'SpaceToBatchND', ['picture', 'block', 'pads']),
        node('c', 'Conv2D', ['s', 'k'], { strides: [1, 1, 1, 1], padding: 'VALID' }),
        node('out', 'BatchToSpaceND', ['c', 'block', 'crops']),
      ],
      nineData,
      [20],
    ],
    [
      'a flattening that computes its shape',
      [
        small,
        node('shape', 'Shape', ['picture']),
        integers('b', [1]),
        integers('e', [0]),
        integers('s', [1]),
        node('rest', 'StridedSlice', ['shape', 'b', 'e', 's'], { end_mask: integer(1) }),
        integers('axis', [0]),
        node('length', 'Prod', ['rest', 'axis']),
        scalar('open', -1),
        node('to', 'Pack', ['open', 'length'], { axis: integer(0) }),
        node('flat', 'Reshape', ['picture', 'to']),
        constantNode('w', [4, 1], [1, 10, 100, 1000]),
        node('out', 'MatMul', ['flat', 'w']),
      ],
      smallData,
      [4321],
    ],
  ])('%s', async (_, nodes, data, expected) => {
    const [[values] = []] = await answers(await opened(nodes), choice, data);
    expect(values).toHaveLength(expected.length);
    for (const [index, value] of expected.entries()) expect(values?.[index]).toBeCloseTo(value, 4);
  });

  test.each([1, -1])('a graph for one picture answers to several, whatever it says of itself: %i', async (batch) => {
    const model = await opened([
      pictureNode(2, 2, 1, batch),
      integers('to', [1, 4]),
      node('flat', 'Reshape', ['picture', 'to']),
      constantNode('w', [4, 1], [1, 10, 100, 1000]),
      node('out', 'MatMul', ['flat', 'w']),
    ]);
    expect(await answers(model, choice, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 2)).toEqual([[[4321]], [[8765]]]);
  });
});

test('weights that nodes bring into shape are part of the convolution', async () => {
  const model = await opened([
    small,
    constantNode('k', [1, 1, 1, 2], [1, -1]),
    node('c', 'Conv2D', ['picture', 'k'], { strides: [1, 1, 1, 1], padding: 'VALID' }),
    constantNode('stored', [1, 1, 1, 2], [10, 20]),
    node('bias', 'Squeeze', ['stored'], { squeeze_dims: [0, 1, 2] }),
    node('b', 'BiasAdd', ['c', 'bias']),
    node('out', 'Relu', ['b']),
  ]);
  expect(
    model.info.layers.map(({ name, type: kind, outputShape, parameterCount }) => [
      name,
      kind,
      outputShape,
      parameterCount,
    ]),
  ).toEqual([
    ['c', 'Conv2D', [2, 2, 2], 2],
    ['b', 'BiasAdd', [2, 2, 2], 2],
    ['out', 'Relu', [2, 2, 2], 0],
  ]);
  expect(model.info.stages).toMatchObject([
    { layer: 'c', tap: 'out', activation: 'relu', height: 2, width: 2, channels: 2, steps: [{ kind: 'convolution' }] },
  ]);
  const [[values] = []] = await answers(model, 'onnx', smallData);
  expect(values).toEqual([11, 19, 12, 18, 13, 17, 14, 16]);
});

test('a network that looks at several pictures is refused for that', async () => {
  const nodes = [
    node('clip', 'Placeholder', [], { dtype: type(1), shape: shape(-1, 8, 64, 64, 3) }),
    node('out', 'Conv3D', ['clip', 'clip']),
  ];
  await expect(opened(nodes)).rejects.toMatchObject({
    code: 'unsupported-network',
    message: expect.stringMatching(/takes clip\[\?, 8, 64, 64, 3\], several pictures at once, one after the other/),
  });
});

test('a size that the file leaves open is said by the preprocessing', async () => {
  const path = join(folder, 'open-size.pb');
  const convolution = [
    constantNode('k', [2, 2, 1, 1], [1, 1, 1, 1]),
    node('out', 'Conv2D', ['picture', 'k'], { strides: [1, 1, 1, 1], padding: 'VALID' }),
  ];
  writeFileSync(path, frozenGraph([pictureNode(-1, -1, 1), ...convolution]));
  await expect(openModel(path)).rejects.toMatchObject({
    code: 'unsupported-network',
    message: expect.stringMatching(/size of its pictures open/),
  });
  const model = await openModel(path, { pictureSize: { height: 2, width: 3 } });
  expect(model.info.input).toMatchObject({ height: 2, width: 3, channels: 1 });
  expect(await answers(model, 'tensorflow', Float32Array.of(1, 2, 3, 4, 5, 6))).toEqual([[[12, 16]]]);
});

test('16-bit floats are computed in 32 bits, and that is said', async () => {
  const model = await opened([
    small,
    node('down', 'Cast', ['picture'], { SrcT: type(1), DstT: type(19) }),
    node('double', 'AddV2', ['down', 'down'], { T: type(19) }),
    node('out', 'Cast', ['double'], { SrcT: type(19), DstT: type(1) }),
  ]);
  expect(model.info.problems).toMatchObject([
    { code: 'no-convolution' },
    { code: 'half-precision', place: 'double', severity: 'info' },
  ]);
  for (const choice of ['onnx', 'tensorflow'] as const)
    // 1/3 has no exact form in either width; twice it is the same in 32 bits.
    expect((await answers(model, choice, Float32Array.of(1 / 3, 0, 0, 0)))[0]?.[0]?.[0]).toBe(Math.fround(1 / 3) * 2);
});
