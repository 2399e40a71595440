import { describe, expect, test } from 'vitest';
import { layerNamed } from '../../../../renderer/state/layer-names.ts';
import { layerUses } from '../../../../renderer/state/layer-use.ts';
import { stageNotes } from '../../../../renderer/state/stage-notes.ts';
import { readOnnxModel } from '../../../../main/models/onnx/onnx.ts';
import { int, ints } from '../../../../main/models/onnx/onnx-write.ts';
import { constant, makeOnnx, type TestNode } from '../../../support/make-onnx.ts';

const constants = [constant('w1', [2, 2, 1, 1], 1), constant('w3', [2, 2, 3, 3], 1), constant('fc', [18, 1], 1)];
const same = ints('pads', [1, 1, 1, 1]);
const modelOf = (nodes: readonly TestNode[]) =>
  readOnnxModel(makeOnnx({ input: [2, 6, 6], constants, nodes }), 'net.onnx').info;

const residual = modelOf([
  ['Conv', ['x', 'w3'], 'stem', [same]],
  ['Elu', ['stem'], 'stem-elu'],
  ['MaxPool', ['stem-elu'], 'pool', [ints('kernel_shape', [2, 2]), ints('strides', [2, 2])]],
  ['Conv', ['pool', 'w3'], 'main1', [same]],
  ['Relu', ['main1'], 'relu1'],
  ['Conv', ['relu1', 'w1'], 'main2'],
  ['Conv', ['pool', 'w1'], 'side'],
  ['Add', ['main2', 'side'], 'sum'],
  ['Relu', ['sum'], 'after'],
  ['Flatten', ['after'], 'flat'],
  ['Gemm', ['flat', 'fc'], 'steering'],
]);

test('each layer by what VisualBackProp makes of it', () => {
  const uses = [...layerUses(residual)].map(([name, { role, stage }]) => [name, role, stage]);
  expect(Object.fromEntries(uses.map(([name, ...use]) => [name, use]))).toEqual({
    stem: ['stage', 0],
    'stem-elu': ['map', 0],
    pool: ['scaled', 1],
    main1: ['scaled', 1],
    relu1: ['passed', 1],
    main2: ['scaled', 1],
    side: ['branch', 1],
    sum: ['stage', 1],
    after: ['map', 1],
    flat: ['unused', null],
    steering: ['unused', null],
  });
  expect(layerUses(residual).get('steering')?.why).toContain('does not depend on it');
});

test('a convolution beside the deepest map says so; without convolutions nothing is used', () => {
  const split = modelOf([
    ['Conv', ['x', 'w3'], 'a', [same]],
    ['Conv', ['a', 'w3'], 'b', [same]],
    ['Conv', ['x', 'w1'], 'other'],
    ['GlobalAveragePool', ['b'], 'pb'],
    ['GlobalAveragePool', ['other'], 'po'],
    ['Concat', ['pb', 'po'], 'both', [int('axis', 1)]],
  ]);
  expect(layerUses(split).get('other')).toMatchObject({ role: 'unused', stage: null });
  expect(layerUses(split).get('other')?.why).toContain('deepest map');
  const plain = modelOf([
    ['Relu', ['x'], 'r'],
    ['Flatten', ['r'], 'f'],
  ]);
  expect([...layerUses(plain).values()].map(({ role }) => role)).toEqual(['unused', 'unused']);
});

test('what of a stage lies outside the paper', () => {
  const [stem, sum] = residual.stages.map((stage) => stageNotes(residual, stage));
  expect(stem).toEqual(['elu in the place of ReLU: the positive part is averaged.']);
  expect(sum).toEqual([
    'Pooling below it is scaled up like a strided convolution.',
    'Branches meet here: one stage, scaled up through the branch with the most convolutions.',
  ]);
});

describe('a layer by the name of what was made of it', () => {
  const layers = residual.layers.map((layer) => ({
    ...layer,
    name: layer.name === 'stem' ? 'block/stem' : layer.name,
  }));
  test.each([
    ['block/stem', 'block/stem'],
    ['block/stem/Relu', 'block/stem'],
    ['pool:2', 'pool'],
    ['block', undefined],
    ['', undefined],
  ])('%s', (wanted, found) => {
    expect(layerNamed(layers, wanted)?.name).toBe(found);
  });
});
