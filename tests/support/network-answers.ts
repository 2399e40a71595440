import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { openModel } from '../../main/models/registry.ts';
import { startTensorflow } from '../../main/models/native/tensorflow-backend.ts';

/** What the network of layers at `path` says to the oracles' input: element i is i * 7919 mod 256, scaled. */
export async function networkAnswers(path: string, scale = 1): Promise<number[][]> {
  await startTensorflow();
  const tensorsBefore = tf.memory().numTensors;
  const model = await openModel(path);
  const { height, width, channels } = model.info.input;
  const { graph } = model;
  if (graph.kind !== 'layers') throw new Error('not a network of layers');
  const values = Float32Array.from({ length: height * width * channels }, (_, i) => ((i * 7919) % 256) * scale);
  const said = tf.tidy(() => graph.layersModel.predict(tf.tensor4d(values, [1, height, width, channels]))) as
    tf.Tensor | tf.Tensor[];
  const outputs = [said].flat().map((output) => Array.from<number>(output.dataSync()));
  tf.dispose(said);
  model.dispose();
  expect(tf.memory().numTensors, 'tensors left behind').toBe(tensorsBefore);
  return outputs;
}

/** Every output within `relative` of the largest expected one. */
export function expectClose(
  outputs: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  relative: number,
): void {
  expect(outputs.map((output) => output.length)).toEqual(expected.map((output) => output.length));
  const largest = Math.max(1, ...expected.flat().map(Math.abs));
  for (const [index, output] of outputs.entries())
    for (const [element, value] of output.entries())
      expect(Math.abs(value - (expected[index]?.[element] ?? NaN)) / largest).toBeLessThan(relative);
}
