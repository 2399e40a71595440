import { expect, test } from 'vitest';
import { networkPath } from '../../../../../main/models/network-path.ts';
import { int, ints } from '../../../../../main/models/onnx/onnx-write.ts';
import { readOnnxModel } from '../../../../../main/models/onnx/onnx.ts';
import { constant, makeOnnx } from '../../../../support/make-onnx.ts';

const pooling = [ints('kernel_shape', [2, 2]), ints('strides', [2, 2])];

test('the path of a chain names every map with the step that made it', () => {
  const model = readOnnxModel(
    makeOnnx({
      input: [1, 9, 9],
      constants: [constant('k1', [2, 1, 3, 3], 1), constant('k2', [2, 2, 1, 1], 1)],
      nodes: [
        ['Conv', ['x', 'k1'], 'conv1', [ints('strides', [2, 2])]],
        ['Relu', ['conv1'], 'relu1'],
        ['MaxPool', ['relu1'], 'pool', pooling],
        ['Conv', ['pool', 'k2'], 'conv2'],
        ['Flatten', ['conv2'], 'flat', [int('axis', 1)]],
      ],
    }),
    'chain.onnx',
  );
  const path = networkPath(model).map(({ operator, tensor, height, channels, activation, steps }) => {
    return [operator, tensor, height, channels, activation, steps.map(({ kind }) => kind).join()];
  });
  expect(path).toEqual([
    ['', 'x', 9, 1, null, ''],
    ['Conv', 'conv1', 4, 2, null, 'convolution'],
    ['Relu', 'relu1', 4, 2, 'relu', ''],
    ['MaxPool', 'pool', 2, 2, null, 'pooling'],
    ['Conv', 'conv2', 2, 2, null, 'convolution'],
  ]);
});

test('of a residual block the path has only where its branches meet', () => {
  const same = [ints('pads', [1, 1, 1, 1])];
  const model = readOnnxModel(
    makeOnnx({
      input: [1, 5, 5],
      constants: [constant('k', [1, 1, 3, 3], 1)],
      nodes: [
        ['Conv', ['x', 'k'], 'stem', same],
        ['Relu', ['stem'], 'relu'],
        ['Conv', ['relu', 'k'], 'inner', same],
        ['Add', ['inner', 'relu'], 'sum'],
        ['Relu', ['sum'], 'block'],
        ['Flatten', ['block'], 'flat'],
      ],
    }),
    'residual.onnx',
  );
  const path = networkPath(model);
  expect(path.map(({ tensor }) => tensor)).toEqual(['x', 'stem', 'relu', 'sum', 'block']);
  expect(path.filter(({ isJoin }) => isJoin).map(({ tensor }) => tensor)).toEqual(['sum']);
  expect(path[3]?.steps.map(({ layer }) => layer)).toEqual(['inner']);
});
