import { expect, test } from 'vitest';
import type { MapPoint } from '../../../../../shared/map-path.ts';
import { convolutionLayers, outputOf } from '../../../../../main/saliency/ports/convolution-layers.ts';

const operators: Readonly<Record<string, string>> = {
  convolution: 'Conv',
  transposed: 'Transpose',
  bias: 'Add',
  norm: 'BatchNormalization',
  activation: 'Relu',
};

/** Points by what they are and what their tensors are called. */
const path = (...points: readonly (readonly [keyof typeof operators, string])[]): MapPoint[] =>
  points.map(([what, tensor]) => ({
    ...{
      node: tensor,
      tensor,
      operator: operators[what]!,
      channelAxis: 1,
      height: 4,
      width: 4,
      channels: 2,
      steps: [],
    },
    ...{ activation: what === 'activation' ? 'relu' : null, isJoin: false },
  }));

test.each([
  [
    'a TensorFlow graph with the activation in the layer',
    path(
      ['convolution', 'net/conv/Conv2D/Conv'],
      ['transposed', 'net/conv/Conv2D'],
      ['bias', 'net/conv/BiasAdd'],
      ['activation', 'net/conv/Relu'],
    ),
    'net/conv/Relu',
  ],
  [
    'a TensorFlow graph with an activation of its own',
    path(
      ['convolution', 'net/conv/Conv2D/Conv'],
      ['transposed', 'net/conv/Conv2D'],
      ['bias', 'net/conv/BiasAdd'],
      ['activation', 'net/re_lu/Relu'],
    ),
    'net/conv/BiasAdd',
  ],
  [
    'Keras layers as they are written here',
    path(['convolution', 'conv/Conv'], ['activation', 'act/Relu']),
    'conv/Conv',
  ],
  [
    'a separable layer',
    path(['convolution', 's/Conv'], ['convolution', 's/Conv_2'], ['activation', 's/Relu']),
    's/Relu',
  ],
  ['PyTorch’s modules', path(['convolution', '/f/0/Conv'], ['activation', '/f/1/Relu']), '/f/1/Relu'],
  [
    'PyTorch’s modules with another between',
    path(['convolution', '/f/0/Conv'], ['norm', '/f/1/BN'], ['activation', '/f/2/Relu']),
    '/f/0/Conv',
  ],
  ['plain numbers', path(['convolution', '12'], ['activation', '13']), '13'],
])('the layer ends where it does in %s', (_, points, end) => {
  expect(convolutionLayers(points).map(({ first, last }) => [first, points[last]!.tensor])).toEqual([[0, end]]);
});

test('what a convolution gives has its bias, and no activation', () => {
  const points = path(
    ['convolution', 'c/Conv2D/Conv'],
    ['transposed', 'c/Conv2D'],
    ['bias', 'c/BiasAdd'],
    ['activation', 'c/Relu'],
  );
  expect(outputOf(points, 0).tensor).toBe('c/BiasAdd');
  expect(outputOf(path(['convolution', 'c'], ['activation', 'r']), 0).tensor).toBe('c');
});
