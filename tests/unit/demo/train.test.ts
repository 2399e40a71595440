import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { demoDrive } from '../../../demo/demo-drive.ts';
import { demoNetworks } from '../../../demo/networks/demo-networks.ts';
import { fit } from '../../../demo/train/fit.ts';
import { joinFrames, renderFrames } from '../../../demo/train/labelled-frames.ts';
import { withTaps } from '../../../demo/train/tapped-network.ts';
import { parseTrainOptions, usualFrames } from '../../../demo/train/train-options.ts';
import { trainingFrames } from '../../../demo/train/training-frames.ts';
import { registerWasmConvGradients } from '../../../demo/train/wasm-conv-gradients.ts';
import { openDrive } from '../../../main/drives/registry.ts';

describe('what is asked for', () => {
  test('nothing: the bundled network, as it was made', () => {
    expect(parseTrainOptions([])).toMatchObject({
      network: 'pilotnet',
      epochs: 4,
      frames: 4020,
      modelFile: demoDrive.modelFile,
    });
    expect(usualFrames).toBe(4020);
  });

  test('anything else leaves the bundled network alone', () => {
    const short = parseTrainOptions(['--epochs', '1']);
    expect(short.modelFile).not.toBe(demoDrive.modelFile);
    expect(short.modelFile.endsWith(join('out', 'demo-training', 'pilotnet', 'pilotnet.h5'))).toBe(true);
    const given = ['--network', 'netsvf', '--frames', '300', '--out', 'here'];
    expect(parseTrainOptions(given)).toEqual({
      network: 'netsvf',
      epochs: 4,
      frames: 300,
      modelFile: join('here', 'netsvf.h5'),
      pictureFolder: 'here',
    });
  });

  test.each([
    [['--network', 'lenet'], 'There is no network "lenet"'],
    [['--frames', '0'], '--frames takes a whole number above 0, not "0"'],
    [['--epochs', 'two'], '--epochs takes a whole number above 0, not "two"'],
  ])('%s is refused', (args, message) => {
    expect(() => parseTrainOptions(args)).toThrow(message);
  });
});

const inputOf = (height: number, width: number, channels: number) =>
  ({ name: 'image', height, width, channels, layout: 'NHWC' }) as const;

describe('frames to train on', () => {
  const pilotNet = { input: inputOf(66, 200, 3), preprocessing: demoNetworks.pilotnet.preprocessing };

  test.each([
    ['netsvf', [125, 640, 1], { left: 0, top: 97, width: 320, height: 63 }],
    ['nethvf', [125, 351, 1], { left: 0, top: 46, width: 320, height: 114 }],
    ['traffic-sign', [125, 125, 3], { left: 0, top: 0, width: 320, height: 160 }],
  ] as const)('%s sees its part of the frames', async (name, size, networkView) => {
    const { preprocessing } = demoNetworks[name];
    const frames = await trainingFrames({ input: inputOf(size[0], size[1], size[2]), preprocessing }, 3);
    expect(frames).toMatchObject({ count: 3, networkView });
    expect(frames.inputs).toHaveLength(3 * size[0] * size[1] * size[2]);
    expect(Math.max(...frames.inputs.subarray(0, 10_000))).toBeGreaterThan(60);
  });

  test('few are spread over the drive', async () => {
    const few = await trainingFrames(pilotNet, 2);
    expect(few.count).toBe(2);
    const drive = await openDrive(demoDrive.folder);
    const recorded = [0, 210].map((frame) => drive.columns.steering![frame]!);
    expect([...few.steering]).toEqual([...Float32Array.from(recorded)]);
    drive.dispose();
  });

  test('of further drives are painted, and stand before those of the bundled one', async () => {
    const painted = await renderFrames(pilotNet, [101], 2, 3);
    const joined = joinFrames([painted, await trainingFrames(pilotNet, 1)]);
    expect(joined.count).toBe(3);
    expect(joined.steering[1]).toBe(painted.steering[1]);
    expect([...joined.inputs.subarray(0, 30)]).toEqual([...painted.inputs.subarray(0, 30)]);
  });
});

describe('training', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
    registerWasmConvGradients();
  });

  test('lowers the error of the traffic sign network, and moves what its normalisations have seen', async () => {
    const { build, preprocessing, answer, learningRate, sparsity } = demoNetworks['traffic-sign'];
    const network = build(1);
    const frames = await trainingFrames({ input: inputOf(125, 125, 3), preprocessing }, 2);
    const seen = () => [...network.getLayer('norm1').getWeights()[2]!.dataSync()];
    expect(seen()).toEqual([0, 0, 0]);
    const errors: number[] = [];
    await fit(withTaps(network).tapped, frames, {
      answer,
      sparsity,
      epochs: 3,
      batchSize: 2,
      learningRate,
      seed: 1,
      onBatch: (epoch, done, total) => expect([epoch, done, total]).toEqual([errors.length + 1, 2, 2]),
      afterEpoch: async (_, error) => void errors.push(error),
    });
    // Of 43 bins none is likelier than another at first: ln 43 = 3.76, give or take.
    expect(errors[0]).toBeGreaterThan(1);
    expect(errors[0]).toBeLessThan(8);
    expect(errors.at(-1)).toBeLessThan(errors[0]! - 0.5);
    // Three times a tenth of the way to the mean of the pictures, 0..1.
    for (const mean of seen()) expect(mean).toBeGreaterThan(0.05);
  });
});
