import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoNetworks, networkNames } from '../../../demo/networks/demo-networks.ts';
import { buildNetHvf, buildNetSvf } from '../../../demo/networks/netsvf.ts';
import { buildPilotNet } from '../../../demo/networks/pilotnet.ts';
import { buildResNet } from '../../../demo/networks/resnet.ts';
import { binOfSteering, steeringBinCount, steeringOfBins } from '../../../demo/networks/steering-bins.ts';
import { buildTrafficSignNetwork } from '../../../demo/networks/traffic-sign.ts';
import { writeKerasH5 } from '../../../demo/write-keras-h5.ts';
import { openModel } from '../../../main/models/registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'steerscope-'));
beforeAll(async () => {
  await tf.setBackend('wasm');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** `channels × rows × columns` behind each convolution, as the papers' tables print them. */
const mapSizes = (network: LayersModel): string[] =>
  network.layers
    .filter((layer) => layer.getClassName() === 'Conv2D')
    .map(({ outputShape }) => {
      const [, height, width, channels] = outputShape as number[];
      return `${channels}x${height}x${width}`;
    });

test('NetSVF is that of table I', () => {
  const network = buildNetSvf(1);
  expect(network.inputs[0]!.shape).toEqual([null, 125, 640, 1]);
  expect(mapSizes(network)).toEqual(
    '32x123x638 32x61x318 48x59x316 48x29x157 64x27x155 64x13x77 96x11x75 96x5x37 128x3x35 128x1x17'.split(' '),
  );
  expect(network.outputs[0]!.shape).toEqual([null, 1]);
  // 505 600 of the convolutions, 2 754 561 of the dense layers, four a channel of the normalisations.
  expect(network.countParams()).toBe(505_600 + 2_754_561 + 4 * (1 + 2 * (32 + 48 + 64 + 96) + 128));
});

test('NetHVF is that of table I, but for two widths that its own first one contradicts', () => {
  const network = buildNetHvf(1);
  expect(network.inputs[0]!.shape).toEqual([null, 125, 351, 1]);
  expect(mapSizes(network)).toEqual(
    // Printed: 32x61x173 and 48x59x171.
    '32x123x349 32x61x174 48x59x172 48x29x85 64x27x83 64x13x41 96x11x39 96x5x19 128x3x17 128x1x8'.split(' '),
  );
  expect(network.countParams()).toBe(2_082_949);
});

test('the traffic sign network is that of table II', () => {
  const network = buildTrafficSignNetwork(1);
  expect(network.inputs[0]!.shape).toEqual([null, 125, 125, 3]);
  expect(mapSizes(network)).toEqual(
    '16x123x123 16x61x61 24x59x59 24x29x29 32x27x27 32x13x13 48x11x11 48x5x5'.split(' '),
  );
  expect(network.outputs[0]!.shape).toEqual([null, 43]);
  expect(network.countParams()).toBe(142_743);
});

test('PilotNet is that of its figure', () => {
  const network = buildPilotNet(1);
  expect(mapSizes(network)).toEqual('24x31x98 36x14x47 48x5x22 64x3x20 64x1x18'.split(' '));
  expect(network.countParams()).toBe(252_219);
});

test('the residual network halves its maps three times', () => {
  const network = buildResNet(1);
  const sizes = ['stem_relu', 'block2_relu', 'block4_relu', 'block6_relu', 'block8_relu'].map(
    (name) => network.getLayer(name).outputShape,
  );
  expect(sizes).toEqual([
    [null, 33, 100, 16],
    [null, 33, 100, 16],
    [null, 17, 50, 32],
    [null, 9, 25, 64],
    [null, 5, 13, 128],
  ]);
  expect(network.countParams()).toBe(703_473);
});

test('43 bins over the steering, the middle one straight on', () => {
  expect([-1, -2, 0, 0.01, 1].map(binOfSteering)).toEqual([0, 0, 21, 21, 42]);
  const bins = (...at: number[]): Float32Array =>
    Float32Array.from({ length: steeringBinCount }, (_, bin) => (at.includes(bin) ? 1 / at.length : 0));
  expect(steeringOfBins(bins(21))).toBeCloseTo(0, 7);
  expect(steeringOfBins(bins(0))).toBeCloseTo(-1, 7);
  expect(steeringOfBins(bins(21, 42))).toBeCloseTo(0.5, 6);
});

test('the same seed gives the same weights, another one others', () => {
  const firstWeights = (seed: number) => [...buildPilotNet(seed).getWeights()[0]!.dataSync().slice(0, 5)];
  expect(firstWeights(1)).toEqual(firstWeights(1));
  expect(firstWeights(1)).not.toEqual(firstWeights(2));
});

test.each(networkNames)('%s opens from its file, with every convolution or block a stage', async (name) => {
  const network = demoNetworks[name].build(1);
  const path = join(folder, `${name}.h5`);
  await writeKerasH5(network, path);
  const model = await openModel(path);
  const convolutions = { pilotnet: 5, netsvf: 10, nethvf: 10, 'traffic-sign': 8, resnet: 9 };
  expect(model.info.stages).toHaveLength(convolutions[name]);
  expect(model.info.parameterCount).toBe(network.countParams());
  expect(model.info.scalesInput).toBe(true);
  expect(model.info.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { height, width, channels } = model.info.input;
  const picture = tf.randomUniform([1, height, width, channels], 0, 255, 'float32', 7);
  if (model.graph.kind !== 'layers') throw new Error('a Keras network opens as layers');
  const [before, after] = [network, model.graph.layersModel].map((one) => one.predict(picture) as tf.Tensor);
  expect([...after!.dataSync()]).toEqual([...before!.dataSync()]);
  model.dispose();
});
