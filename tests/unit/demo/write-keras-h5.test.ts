import * as layers from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeKerasH5 } from '../../../demo/write-keras-h5.ts';
import { openKerasHdf5 } from '../../../main/models/keras/keras-hdf5.ts';
import { openModel } from '../../../main/models/registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'steerscope-'));
const path = join(folder, 'new', 'tiny.h5');

beforeAll(async () => {
  await tf.setBackend('wasm');
  const network = layers.sequential({ name: 'tiny' });
  network.add(layers.layers.inputLayer({ name: 'image', inputShape: [4, 6, 3] }));
  network.add(layers.layers.rescaling({ name: 'rescaling', scale: 1 / 127.5, offset: -1 }));
  network.add(
    layers.layers.conv2d({ name: 'conv1', filters: 2, kernelSize: [3, 2], strides: [1, 2], activation: 'relu' }),
  );
  network.add(layers.layers.flatten({ name: 'flatten' }));
  network.add(layers.layers.dense({ name: 'steering', units: 1 }));
  network.getLayer('conv1').setWeights([tf.reshape(tf.range(0, 36), [3, 2, 3, 2]), tf.tensor1d([0.5, -0.5])]);
  network.getLayer('steering').setWeights([tf.reshape(tf.range(0, 12), [12, 1]), tf.tensor1d([0.25])]);
  await writeKerasH5(network, path);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('leaves the finished file and nothing else', () => {
  expect(readdirSync(join(folder, 'new'))).toEqual(['tiny.h5']);
});

test('holds the weights as Keras 2 names them, in C order', async () => {
  const file = await openKerasHdf5(path, readFileSync(path));
  expect(file.kerasVersion).toBe('2.15.0');
  expect(file.backend).toBe('tensorflow');
  expect(file.layers?.map(({ name }) => name)).toEqual(['conv1', 'steering']);
  const [kernel, bias] = file.layers![0]!.weights;
  expect(kernel!.name).toBe('conv1/kernel:0');
  expect(kernel!.shape).toEqual([3, 2, 3, 2]);
  expect([...kernel!.read()]).toEqual(Array.from({ length: 36 }, (_, index) => index));
  expect(bias!.name).toBe('conv1/bias:0');
  expect([...bias!.read()]).toEqual([0.5, -0.5]);
  file.close();
});

test('opens as a network that scales its own input', async () => {
  const model = await openModel(path);
  expect(model.info.input).toMatchObject({ height: 4, width: 6, channels: 3, layout: 'NHWC' });
  expect(model.info.scalesInput).toBe(true);
  expect(model.info.stages.map(({ layer, height, width }) => ({ layer, height, width }))).toEqual([
    { layer: 'conv1', height: 2, width: 3 },
  ]);
  expect(model.info.parameterCount).toBe(36 + 2 + 12 + 1);
  model.dispose();
});
