import { describe, expect, test } from 'vitest';
import { readOnnxModel } from '../../../../../main/models/onnx/onnx.ts';
import { int, ints, intTensor, text } from '../../../../../main/models/onnx/onnx-write.ts';
import { constant, makeOnnx, type OnnxOptions, type TestNode } from '../../../../support/make-onnx.ts';

const same = ints('pads', [1, 1, 1, 1]);
const constants = [
  constant('w3', [4, 4, 3, 3], 0.1),
  constant('w1', [4, 4, 1, 1], 0.1),
  constant('depthwise', [4, 1, 3, 3], 0.1),
  constant('to1', [1, 4, 1, 1], 0.1),
  constant('k', [], 3),
  constant('six', [], 6),
  constant('zero', [], 0),
  constant('bias', [1, 4, 1, 1], 1),
];

const infoOf = (nodes: readonly TestNode[], options: Partial<OnnxOptions> = {}) =>
  readOnnxModel(makeOnnx({ input: [4, 8, 8], constants, nodes, ...options }), 'branches.onnx').info;

const conv = (from: string, to: string, weight = 'w3'): TestNode => [
  'Conv',
  [from, weight],
  to,
  weight === 'w3' ? [same] : [],
];

/** What a stage is called, where it is tapped, behind which activation, and by which layers its steps are. */
const ladder = (nodes: readonly TestNode[], options: Partial<OnnxOptions> = {}) =>
  infoOf(nodes, options).stages.map(({ layer, tap, activation, steps }) => [
    layer,
    tap,
    activation,
    steps.map((step) => step.layer).join(' '),
  ]);

const codes = (nodes: readonly TestNode[]) => infoOf(nodes).problems.map(({ code, place }) => `${code} ${place ?? ''}`);

describe('activations that are written as several nodes', () => {
  const first = conv('x', 'c1');
  const second = conv('a', 'c2');

  test.each<[string, TestNode[]]>([
    [
      'silu',
      [
        ['Sigmoid', ['c1'], 's'],
        ['Mul', ['c1', 's'], 'a'],
      ],
    ],
    [
      'hard-swish',
      [
        ['Add', ['c1', 'k'], 'shifted'],
        ['Clip', ['shifted', 'zero', 'six'], 'clipped'],
        ['Mul', ['c1', 'clipped'], 'product'],
        ['Div', ['product', 'six'], 'a'],
      ],
    ],
    [
      'gelu',
      [
        ['Div', ['c1', 'k'], 'd'],
        ['Erf', ['d'], 'e'],
        ['Add', ['e', 'k'], 'f'],
        ['Mul', ['c1', 'f'], 'a'],
      ],
    ],
    [
      'mish',
      [
        ['Softplus', ['c1'], 's'],
        ['Tanh', ['s'], 't'],
        ['Mul', ['c1', 't'], 'a'],
      ],
    ],
    [
      'prelu',
      [
        ['Relu', ['c1'], 'positive'],
        ['Neg', ['c1'], 'n'],
        ['Relu', ['n'], 'm'],
        ['Mul', ['m', 'bias'], 'negative'],
        ['Sub', ['positive', 'negative'], 'a'],
      ],
    ],
    [
      'leaky-relu',
      [
        ['Mul', ['c1', 'k'], 'less'],
        ['Max', ['c1', 'less'], 'a'],
      ],
    ],
  ])('%s', (name, nodes) => {
    const [stage, next] = infoOf([first, ...nodes, second]).stages;
    expect(stage).toMatchObject({ layer: 'c1', activation: name });
    expect(stage?.steps.map(({ layer }) => layer)).toEqual(['c1']);
    expect(next?.steps.map(({ layer }) => layer)).toEqual(['c2']);
  });

  test('within the branch of a block they change nothing', () => {
    const nodes: TestNode[] = [
      conv('x', 'c1'),
      ['Relu', ['c1'], 'a'],
      conv('a', 'c2'),
      ['Sigmoid', ['c2'], 's'],
      ['Mul', ['c2', 's'], 'silu'],
      conv('silu', 'c3'),
      ['Add', ['c3', 'a'], 'sum'],
    ];
    expect(ladder(nodes)).toEqual([
      ['c1', 'a', 'relu', 'c1'],
      ['sum', 'sum', 'linear', 'c2 c3'],
    ]);
  });
});

describe('gates', () => {
  const start = [conv('x', 'c1'), ['Relu', ['c1'], 'a'] as const];

  test('squeeze-and-excite weighs the map; its convolutions are none of the picture', () => {
    const nodes: TestNode[] = [
      ...start,
      ['GlobalAveragePool', ['a'], 'mean'],
      conv('mean', 'squeeze', 'w1'),
      ['Relu', ['squeeze'], 'r'],
      conv('r', 'excite', 'w1'),
      ['Sigmoid', ['excite'], 'gate'],
      ['Mul', ['a', 'gate'], 'weighed'],
      conv('weighed', 'c2'),
      ['Relu', ['c2'], 'end'],
    ];
    expect(ladder(nodes)).toEqual([
      ['c1', 'a', 'relu', 'c1'],
      ['c2', 'end', 'relu', 'c2'],
    ]);
    expect(codes(nodes)).toEqual(['gate-outside-paper weighed']);
  });

  test('a map of attention weighs the other factor, however many convolutions made it', () => {
    const nodes: TestNode[] = [
      ...start,
      conv('a', 'd'),
      ['Relu', ['d'], 'e'],
      conv('e', 'one', 'to1'),
      ['Sigmoid', ['one'], 'attention'],
      ['Mul', ['attention', 'a'], 'weighed'],
      conv('weighed', 'c2'),
    ];
    expect(ladder(nodes)).toEqual([
      ['c1', 'a', 'relu', 'c1'],
      ['c2', 'c2', 'linear', 'c2'],
    ]);
    expect(codes(nodes)).toEqual(['activation-outside-paper c2', 'gate-outside-paper weighed']);
  });
});

describe('branches', () => {
  test('a block before its activation is tapped at the addition; the last behind its normalisation', () => {
    const nodes: TestNode[] = [conv('x', 'sum0')];
    for (const block of [1, 2])
      nodes.push(
        ['Relu', [`sum${block - 1}`], `before${block}`],
        conv(`before${block}`, `inner${block}`),
        ['Relu', [`inner${block}`], `between${block}`],
        conv(`between${block}`, `outer${block}`),
        ['Add', [`sum${block - 1}`, `outer${block}`], `sum${block}`],
      );
    nodes.push(
      ['Mul', ['sum2', 'bias'], 'scaled'],
      ['Relu', ['scaled'], 'end'],
      ['GlobalAveragePool', ['end'], 'mean'],
    );
    expect(ladder(nodes)).toEqual([
      ['sum0', 'sum0', 'linear', 'sum0'],
      ['sum1', 'sum1', 'linear', 'inner1 outer1'],
      ['sum2', 'end', 'relu', 'inner2 outer2'],
    ]);
  });

  test('convolutions that only another head takes are named as left out', () => {
    const nodes: TestNode[] = [
      conv('x', 'trunk'),
      ['Relu', ['trunk'], 'a'],
      conv('a', 'steer'),
      ['Relu', ['steer'], 'b'],
      conv('a', 'depth'),
      ['Relu', ['depth'], 'c'],
      conv('c', 'depth2'),
      ['Flatten', ['b'], 'steering'],
    ];
    expect(ladder(nodes)).toEqual([
      ['trunk', 'a', 'relu', 'trunk'],
      ['steer', 'b', 'relu', 'steer'],
    ]);
    expect(codes(nodes)).toEqual(['branches depth']);
  });

  test('a branch of which rows and columns are lost leaves the others', () => {
    const nodes: TestNode[] = [
      conv('x', 'c1'),
      ['Relu', ['c1'], 'a'],
      ['GridSample', ['a', 'grid'], 'moved'],
      conv('moved', 'c3'),
      conv('a', 'c2'),
      ['Add', ['c2', 'c3'], 'sum'],
      ['Relu', ['sum'], 'end'],
    ];
    const options = { constants: [...constants, constant('grid', [1, 8, 8, 2], 0)] };
    expect(ladder(nodes, options)).toEqual([
      ['c1', 'a', 'relu', 'c1'],
      ['c2', 'end', 'relu', 'c2'],
    ]);
  });

  test('channels that are split, shuffled in groups and joined again stay in their places', () => {
    const nodes: TestNode[] = [
      conv('x', 'c1'),
      ['Relu', ['c1'], 'a'],
      ['Slice', ['a', 'from0', 'to2', 'channels'], 'left'],
      ['Slice', ['a', 'to2', 'to4', 'channels'], 'right'],
      ['Conv', ['right', 'w22'], 'c2'],
      ['Concat', ['left', 'c2'], 'joined', [int('axis', 1)]],
      ['Reshape', ['joined', 'grouped'], 'groups'],
      ['Transpose', ['groups'], 'exchanged', [ints('perm', [0, 2, 1, 3, 4])]],
      ['Reshape', ['exchanged', 'whole'], 'shuffled'],
      conv('shuffled', 'c3'),
    ];
    const shapes = { from0: [0], to2: [2], to4: [4], channels: [1], grouped: [0, 2, 2, 8, 8], whole: [0, 4, 8, 8] };
    const named = Object.entries(shapes).map(([name, values]) => intTensor(name, values));
    expect(ladder(nodes, { constants: [...constants, ...named, constant('w22', [2, 2, 1, 1], 1)] })).toEqual([
      ['c1', 'a', 'relu', 'c1'],
      ['joined', 'joined', 'linear', 'c2'],
      ['c3', 'c3', 'linear', 'c3'],
    ]);
  });

  test('a normalisation in groups, folded and unfolded by reshapes to the size of the map, stands in no way', () => {
    const nodes: TestNode[] = [
      conv('x', 'c1'),
      ['Shape', ['c1'], 'size'],
      ['Reshape', ['c1', 'folds'], 'folded'],
      ['InstanceNormalization', ['folded', 'pair', 'pair'], 'normal'],
      ['Reshape', ['normal', 'size'], 'unfolded'],
      ['Relu', ['unfolded'], 'a'],
      conv('a', 'c2'),
    ];
    const more = [intTensor('folds', [0, 2, -1]), constant('pair', [2], 1)];
    expect(ladder(nodes, { constants: [...constants, ...more] })).toEqual([
      ['c1', 'a', 'relu', 'c1'],
      ['c2', 'c2', 'linear', 'c2'],
    ]);
  });
});

describe('windows', () => {
  test('a transposed convolution: 2 * (8 - 1) + 1 + 3 - 1 - 0 = 17 rows, first cut by one', () => {
    const up: TestNode = ['ConvTranspose', ['x', 'w3'], 'up', [ints('strides', [2, 2]), ints('pads', [1, 1, 0, 0]), ints('output_padding', [1, 1])]]; // prettier-ignore
    const [stage] = infoOf([up]).stages;
    expect(stage).toMatchObject({ layer: 'up', height: 17, width: 17, channels: 4 });
    expect(stage?.steps).toMatchObject([
      {
        kind: 'transposed-convolution',
        vertical: { kernel: 3, stride: 2, padBefore: 1, inputSize: 8, outputSize: 17 },
      },
    ]);
    expect(codes([up])).toEqual(['activation-outside-paper up', 'transposed-convolution-outside-paper up']);
  });

  test.each([
    ['SAME_UPPER', 0],
    ['SAME_LOWER', 1],
  ])('padding %s of a transposed convolution: of 3 - 2 elements %i are cut before', (padding, padBefore) => {
    const up: TestNode = ['ConvTranspose', ['x', 'w3'], 'up', [ints('strides', [2, 2]), text('auto_pad', padding)]];
    expect(infoOf([up]).stages[0]?.steps).toMatchObject([{ horizontal: { padBefore, outputSize: 16 } }]);
  });

  test('rows and columns that are copied beside themselves are resized', () => {
    const parts = [
      ...[intTensor('behindRows', [3]), intTensor('behindColumns', [4]), intTensor('first', [0])],
      ...[intTensor('twice', [1, 1, 1, 2, 1]), intTensor('thrice', [1, 1, 1, 1, 3])],
      ...[intTensor('wholeTwice', [1, 1, 2, 1, 1]), intTensor('before', [2])],
      ...[intTensor('tall', [-1, 4, 16, 8]), intTensor('wide', [-1, 4, 16, 24])],
    ];
    const options = { constants: [...constants, ...parts] };
    const rows: TestNode[] = [
      conv('x', 'c1'),
      ['Relu', ['c1'], 'a'],
      ['Unsqueeze', ['a', 'behindRows'], 'r'],
      ['Tile', ['r', 'twice'], 'rr'],
      ['Reshape', ['rr', 'tall'], 't'],
    ];
    const columns: TestNode[] = [
      ['Unsqueeze', ['t', 'behindColumns'], 'c'],
      ['Tile', ['c', 'thrice'], 'cc'],
      ['Reshape', ['cc', 'wide'], 'w'],
      conv('w', 'c2'),
    ];
    const [, resized] = infoOf([...rows, ...columns], options).stages;
    expect(resized?.steps).toMatchObject([
      { kind: 'resize', layer: 't', inputHeight: 8, inputWidth: 8, outputHeight: 16, outputWidth: 8 },
      { kind: 'resize', layer: 'w', inputHeight: 16, inputWidth: 8, outputHeight: 16, outputWidth: 24 },
      { kind: 'convolution' },
    ]);
    // Copies of the whole map one below the other are none of its own size.
    const stacked: TestNode[] = [
      ['Unsqueeze', ['a', 'before'], 'r'],
      ['Tile', ['r', 'wholeTwice'], 'rr'],
      ['Reshape', ['rr', 'tall'], 't'],
    ];
    const below = infoOf([...rows.slice(0, 2), ...stacked, conv('t', 'c2')], options);
    expect(below.problems.map(({ code }) => code)).toContain('geometry-unknown');
  });

  test('dilation is named', () => {
    const wide: TestNode = ['Conv', ['x', 'w3'], 'wide', [ints('dilations', [2, 2])]];
    expect(codes([wide, ['Relu', ['wide'], 'a']])).toEqual(['dilation-outside-paper wide']);
  });

  test('a depthwise convolution that goes straight into a pointwise one is one stage with it', () => {
    const depthwise: TestNode = ['Conv', ['x', 'depthwise'], 'd', [int('group', 4), same]];
    expect(ladder([depthwise, conv('d', 'p', 'w1'), ['Relu', ['p'], 'a']])).toEqual([['p', 'a', 'relu', 'd p']]);
    const [last, first]: TestNode[] = [
      ['Transpose', ['d'], 'last', [ints('perm', [0, 2, 3, 1])]],
      ['Transpose', ['last'], 'first', [ints('perm', [0, 3, 1, 2])]],
    ];
    expect(ladder([depthwise, last!, first!, conv('first', 'p', 'w1'), ['Relu', ['p'], 'a']])).toEqual([
      ['p', 'a', 'relu', 'd p'],
    ]);
    expect(ladder([depthwise, ['Relu', ['d'], 'r'], conv('r', 'p', 'w1')])).toEqual([
      ['d', 'r', 'relu', 'd'],
      ['p', 'p', 'linear', 'p'],
    ]);
  });

  test('a convolution of what is pooled to one element is a dense layer', () => {
    const pool: TestNode = ['AveragePool', ['a'], 'p', [ints('kernel_shape', [8, 8])]];
    expect(ladder([conv('x', 'c1'), ['Relu', ['c1'], 'a'], pool, conv('p', 'dense', 'w1')])).toEqual([
      ['c1', 'a', 'relu', 'c1'],
    ]);
  });

  test('a bias and a normalisation without an activation belong to the map', () => {
    expect(ladder([conv('x', 'c1'), ['Add', ['c1', 'bias'], 'shifted'], conv('shifted', 'c2')])).toEqual([
      ['c1', 'shifted', 'linear', 'c1'],
      ['c2', 'c2', 'linear', 'c2'],
    ]);
  });
});

test('a flattening to a size that the graph computes ends the maps', () => {
  const nodes: TestNode[] = [
    conv('x', 'c1'),
    ['Relu', ['c1'], 'a'],
    ['Shape', ['a'], 'size'],
    ['Gather', ['size', 'first'], 'batch', [int('axis', 0)]],
    ['Unsqueeze', ['batch', 'axis0'], 'batches'],
    ['Concat', ['batches', 'rest'], 'target', [int('axis', 0)]],
    ['Reshape', ['a', 'target'], 'flat'],
    ['Gemm', ['flat', 'dense'], 'y'],
    ['Relu', ['y'], 'steering'],
  ];
  const first = { ...intTensor('first', [0]), dims: [] };
  const more = [first, intTensor('axis0', [0]), intTensor('rest', [-1]), constant('dense', [256, 1], 1)];
  const info = infoOf(nodes, { constants: [...constants, ...more] });
  expect(info.stages).toMatchObject([{ layer: 'c1', tap: 'a' }]);
  expect(info.outputs).toMatchObject([{ shape: [1] }]);
});
