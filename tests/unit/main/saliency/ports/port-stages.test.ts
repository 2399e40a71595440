import { expect, test } from 'vitest';
import type { Model } from '../../../../../main/models/model.ts';
import { networkPath } from '../../../../../main/models/network-path.ts';
import type { PortStages } from '../../../../../main/saliency/ports/port-profile.ts';
import { portReading } from '../../../../../main/saliency/ports/port-stages.ts';
import { layeredNetwork, type LayerSketch } from '../../../../support/layered-network.ts';

const conv = (kernel: number, pad = 0, more: object = {}): LayerSketch => {
  return { op: 'conv', filters: 2, kernel, stride: 1, pad, ...more };
};
const relu: LayerSketch = { op: 'relu' };
const fusedRelu: LayerSketch = { op: 'relu', fused: true };
const pool: LayerSketch = { op: 'pool', kernel: 2, stride: 2, pad: 0 };

/** Tensors by `layer/operator`, with the kernel of the window that made each. */
const read = (kind: PortStages, model: Model): string[] =>
  portReading(kind, networkPath(model)).stages.map(({ point, window }) => {
    return window ? `${point.tensor} by ${window.horizontal.kernel}` : point.tensor;
  });

const chain = layeredNetwork([16, 16, 1], [conv(3), fusedRelu, pool, conv(2), relu, pool]);

test('each convention finds its maps in a chain', () => {
  expect(read('each-relu', chain)).toEqual(['layer0/relu by 3', 'layer4/relu by 2']);
  // The first activation is part of its layer by its name, the second is a layer of its own.
  expect(read('convolution-layers', chain)).toEqual(['layer0/relu by 3', 'layer3/conv by 2']);
  expect(read('convolution-layers-activated', chain)).toEqual(['layer0/relu by 3', 'layer4/relu by 2']);
  expect(read('before-max-pooling', chain)).toEqual(['layer0/relu', 'layer4/relu']);
  expect(read('before-later-max-pooling', chain)).toEqual(['layer4/relu']);
  expect(read('convolutions-and-pooling', chain)).toEqual([
    'layer0/conv by 3',
    'layer2/pool by 2',
    'layer3/conv by 2',
    'layer5/pool by 2',
  ]);
  // What the second takes lies above the first, and so on; the last pooling lies behind the last activation.
  expect(read('inputs-of-convolutions-and-pooling', chain)).toEqual([
    'layer0/relu by 3',
    'layer2/pool by 2',
    'layer4/relu by 2',
  ]);
  expect(portReading('each-relu', networkPath(chain)).input.tensor).toBe('x');
});

test('a residual network has a map behind the first ReLU and behind each addition', () => {
  const block = [conv(3, 1), relu, conv(3, 1)];
  const residual = layeredNetwork([8, 8, 1], [conv(3, 1), relu, ...block, { op: 'add', other: 1 }, relu]);
  expect(read('residual-blocks', residual)).toEqual(['layer1/relu by 3', 'layer6/relu by 3']);
  expect(() => read('each-relu', residual)).toThrow('branches meet at layer5/add');
  expect(() => read('residual-blocks', chain)).toThrow('the network has none');
  const without = layeredNetwork([8, 8, 1], [conv(3, 1), relu, ...block, { op: 'add', other: 1 }]);
  expect(() => read('residual-blocks', without)).toThrow('ReLU after each addition');
  const late = layeredNetwork([8, 8, 1], [conv(3, 1), relu, conv(3, 1), relu, ...block, { op: 'add', other: 3 }, relu]);
  expect(() => read('residual-blocks', late)).toThrow('one convolution before the blocks; the network has 2');
});

test('a network without what a port reads is refused in words', () => {
  const pooled = layeredNetwork([8, 8, 1], [pool]);
  for (const kind of ['each-relu', 'convolution-layers'] as const)
    expect(() => read(kind, pooled)).toThrow('no convolution that can be read');
  const plain = layeredNetwork([8, 8, 1], [conv(3), { op: 'elu' }, conv(3)]);
  expect(() => read('each-relu', plain)).toThrow('after layer0/conv the network has elu');
  expect(() => read('before-max-pooling', plain)).toThrow('the network has no max pooling');
  expect(() => read('inputs-of-convolutions-and-pooling', layeredNetwork([8, 8, 1], [conv(3)]))).toThrow(
    'starts from an activation',
  );
  expect(() => portReading('each-relu', [])).toThrow('no convolution');
});
