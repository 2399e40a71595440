import { expect, test } from 'vitest';
import { readOnnxModel } from '../../../../../main/models/onnx/onnx.ts';
import { int, ints } from '../../../../../main/models/onnx/onnx-write.ts';
import { receptiveField } from '../../../../../shared/receptive-field.ts';
import { constant, makeOnnx, type TestNode } from '../../../../support/make-onnx.ts';

const constants = [
  constant('w1', [2, 2, 1, 1], 1),
  constant('w3', [2, 2, 3, 3], 1),
  constant('w5', [2, 2, 5, 5], 1),
  constant('w7', [2, 2, 7, 7], 1),
];
const pads = (width: number) => ints('pads', [width, width, width, width]);

const infoOf = (nodes: readonly TestNode[]) =>
  readOnnxModel(makeOnnx({ input: [2, 16, 16], constants, nodes }), 'branches.onnx').info;

test('a residual block sees what its convolutions see', () => {
  const { stages, layers } = infoOf([
    ['Conv', ['x', 'w3'], 'a', [pads(1)]],
    ['Conv', ['a', 'w3'], 'b', [pads(1)]],
    ['Conv', ['b', 'w3'], 'c', [pads(1)]],
    ['Add', ['a', 'c'], 'sum'],
    ['Relu', ['sum'], 'after'],
  ]);
  expect(stages.map(({ layer, sees }) => [layer, sees])).toEqual([
    ['a', undefined],
    ['sum', undefined],
  ]);
  // 3, and two more of 3 each.
  expect(receptiveField({ height: 16, width: 16 }, stages, 1, 8, 8)?.size).toEqual([7, 7]);
  expect(layers.map(({ name, inputs }) => [name, inputs])).toEqual([
    ['a', ['x']],
    ['b', ['a']],
    ['c', ['b']],
    ['sum', ['a', 'c']],
    ['after', ['sum']],
  ]);
});

test('a wide branch with fewer convolutions widens what is seen', () => {
  const { stages } = infoOf([
    ['Conv', ['x', 'w1'], 'a'],
    ['Conv', ['a', 'w3'], 'b', [pads(1)]],
    ['Conv', ['b', 'w1'], 'c'],
    ['Conv', ['a', 'w7'], 'd', [pads(3)]],
    ['Concat', ['c', 'd'], 'both', [int('axis', 1)]],
  ]);
  expect(stages[1]?.steps.map(({ layer }) => layer)).toEqual(['b', 'c']);
  expect(receptiveField({ height: 16, width: 16 }, stages, 1, 8, 8)).toMatchObject({
    rect: { left: 5, top: 5, width: 7, height: 7 },
    size: [7, 7],
    jump: [1, 1],
  });
});

test('a stage after such a block sees through it', () => {
  const { stages } = infoOf([
    ['Conv', ['x', 'w1'], 'a'],
    ['Conv', ['a', 'w5'], 'b', [pads(2), ints('strides', [2, 2])]],
    ['Conv', ['a', 'w1'], 'c', [ints('strides', [2, 2])]],
    ['Conv', ['c', 'w1'], 'd'],
    ['Add', ['b', 'd'], 'sum'],
    ['Conv', ['sum', 'w3'], 'e', [pads(1)]],
  ]);
  // 1 x 1 twice is the deeper branch; the 5 x 5 sees more. Then 3 at every 2: 5 + 2 * 2.
  expect(stages.at(-1)?.layer).toBe('e');
  expect(receptiveField({ height: 16, width: 16 }, stages, 2, 3, 3)).toMatchObject({
    rect: { left: 2, top: 2, width: 9, height: 9 },
    size: [9, 9],
    jump: [2, 2],
  });
});
