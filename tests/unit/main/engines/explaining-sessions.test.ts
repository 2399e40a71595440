import { layers } from '@tensorflow/tfjs-layers';
import { InferenceSession } from 'onnxruntime-node';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { openTensorflowEngine } from '../../../../main/engines/tensorflow.ts';
import { networkPath } from '../../../../main/models/network-path.ts';
import { counting, tinyModel } from '../../../support/tiny-models.ts';

afterEach(() => void vi.restoreAllMocks());

test('TensorFlow.js opens a session of onnxruntime for what is asked of it, and none to run the network itself', async () => {
  const create = vi.spyOn(InferenceSession, 'create');
  const conv = layers.conv2d({ filters: 1, kernelSize: 2, activation: 'relu', name: 'conv' });
  const model = await tinyModel([2, 2, 1], [[conv, [1, 2, 3, 4], [0]]]);
  const engine = await openTensorflowEngine(model, 'wasm');
  onTestFinished(async () => {
    await engine.dispose();
    model.dispose();
  });
  await engine.run({ count: 1, data: counting(4) });
  expect(create).not.toHaveBeenCalled();
  const seeds = { output: 0, weights: Float32Array.of(1, 10) };
  const answers = await engine.backward({ kind: 'gradient' }, { count: 2, data: counting(8) }, seeds);
  expect(answers.map(({ values }) => [...values])).toEqual([
    [1, 2, 3, 4],
    [10, 20, 30, 40],
  ]);
  expect(create).toHaveBeenCalledTimes(1);
  const points = networkPath(model).filter(({ operator }) => operator === 'Conv');
  expect((await engine.maps(points, 'mean', counting(4)))[0]?.[0]?.values).toEqual(Float32Array.of(1 + 4 + 9 + 16));
  expect(create).toHaveBeenCalledTimes(2);
});
