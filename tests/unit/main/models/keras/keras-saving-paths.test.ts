import { expect, test } from 'vitest';
import { namedByLayer, savedLayers } from '../../../../../main/models/keras/keras-saving-paths.ts';

const layer = (className: string, name: string, config: object = {}, module = 'keras.layers') => ({
  class_name: className,
  module,
  config: { name, ...config },
});

const network = (name: string, layers: readonly object[]) => layer('Functional', name, { layers });

test('layers are counted by class, in the order of the list, whatever their names', () => {
  const layers = [
    layer('InputLayer', 'picture'),
    layer('Conv2D', 'conv2d_7'),
    layer('ReLU', 'relu'),
    layer('MaxPooling2D', 'pool'),
    layer('Conv2D', 'first'),
    layer('SeparableConv2D', 'separable'),
    layer('Conv2D', 'conv2d'),
  ];
  expect(savedLayers(network('pilot', layers)).map(({ layer, savingPath }) => [layer, savingPath])).toEqual([
    ['picture', 'layers/input_layer'],
    ['conv2d_7', 'layers/conv2d'],
    ['relu', 'layers/re_lu'],
    ['pool', 'layers/max_pooling2d'],
    ['first', 'layers/conv2d_1'],
    ['separable', 'layers/separable_conv2d'],
    ['conv2d', 'layers/conv2d_2'],
  ]);
});

test('networks inside networks begin to count anew, wrappers pass their name on, functions do not count', () => {
  const inner = layer('Sequential', 'inner', { layers: [layer('Dense', 'dense'), layer('Dense', 'other')] });
  const layers = [
    layer('Dense', 'dense'),
    layer('Add', 'sum', {}, 'keras.src.ops.numpy'),
    layer('Add', 'add'),
    network('outer', [layer('Dense', 'dense'), inner]),
    layer('TimeDistributed', 'each', { layer: layer('Dense', 'dense') }),
  ];
  expect(savedLayers(network('pilot', layers)).map(({ layer, savingPath }) => [layer, savingPath])).toEqual([
    ['dense', 'layers/dense'],
    ['add', 'layers/add'],
    ['outer', 'layers/functional'],
    ['outer/dense', 'layers/functional/layers/dense'],
    ['outer/inner', 'layers/functional/layers/sequential'],
    ['outer/inner/dense', 'layers/functional/layers/sequential/layers/dense'],
    ['outer/inner/other', 'layers/functional/layers/sequential/layers/dense_1'],
    ['each', 'layers/time_distributed'],
    ['each', 'layers/time_distributed/layer'],
  ]);
});

test('a Sequential written as a bare list', () => {
  const list = { class_name: 'Sequential', config: [layer('Dense', 'a'), layer('Dense', 'b')] };
  expect(savedLayers(list).map(({ savingPath }) => savingPath)).toEqual(['layers/dense', 'layers/dense_1']);
});

test('weights come under the names of their layers; what no layer claims is left out', () => {
  const weights = (value: number) => [{ name: '0', shape: [1], values: Float32Array.of(value) }];
  const stored = [
    { name: 'layers/dense_1', weights: weights(2) },
    { name: 'layers/dense', weights: weights(1) },
    { name: 'layers/dense_2', weights: weights(3) },
  ];
  const json = network('pilot', [layer('Dense', 'dense_1'), layer('Dense', 'dense')]);
  expect(namedByLayer(json, stored).map(({ name, weights }) => [name, weights[0]?.values[0]])).toEqual([
    ['dense_1', 1],
    ['dense', 2],
  ]);
});
