import { expect, test } from 'vitest';
import { layeredNetwork, type LayerSketch } from '../../../../support/layered-network.ts';

const conv = (filters: number, kernel: number, stride: number, pad: number): LayerSketch => {
  return { op: 'conv', filters, kernel, stride, pad };
};
const relu: LayerSketch = { op: 'relu' };

test('the stages of a ResNet are its first convolution and its residual blocks, and are told to lie outside the paper', () => {
  const { info } = layeredNetwork(
    [32, 48, 3],
    [
      ...[conv(4, 7, 2, 3), relu, { op: 'pool', kernel: 3, stride: 2, pad: 1 } as const],
      // Two blocks of one size, then one of half the size with a convolution on its way past.
      ...[conv(4, 3, 1, 1), relu, conv(4, 3, 1, 1), { op: 'add', other: 2 } as const, relu],
      ...[conv(4, 3, 1, 1), relu, conv(4, 3, 1, 1), { op: 'add', other: 7 } as const, relu],
      ...[
        conv(6, 3, 2, 1),
        relu,
        conv(6, 3, 1, 1),
        { ...conv(6, 1, 2, 0), of: 12 },
        { op: 'add', other: 15 } as const,
        relu,
      ],
    ],
  );
  // Each is read behind the ReLU after its addition.
  expect(info.stages.map(({ layer, tap, height, width }) => [layer, tap, height, width])).toEqual([
    ['layer0/conv', 'layer1/relu', 16, 24],
    ['layer6/add', 'layer7/relu', 8, 12],
    ['layer11/add', 'layer12/relu', 8, 12],
    ['layer17/add', 'layer18/relu', 4, 6],
  ]);
  expect(info.problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    'info pooling-outside-paper',
    'info residual-outside-paper',
  ]);
});
