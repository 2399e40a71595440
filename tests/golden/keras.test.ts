import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { openModel } from '../../main/models/registry.ts';
import { startTensorflow } from '../../main/models/tensorflow-backend.ts';
import { realData } from '../support/real-data.ts';

type Answers = Readonly<Record<string, readonly (readonly number[])[]>>;

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'keras');
const ofKeras = readJson('keras.json');
const ofNetworks = readJson('keras_networks.json');

test.each(Object.keys(ofKeras))('%s answers as Keras itself', async (name) => {
  const outputs = await answers(join(fixtures, name), 1);
  expectClose(outputs, ofKeras[name] ?? [], 1e-6);
});

test('the JSON beside the weights opens the same network', async () => {
  const outputs = await answers(join(fixtures, 'weights-apart.json'), 1);
  expectClose(outputs, ofKeras['weights-apart.h5'] ?? [], 1e-6);
});

for (const [name, expected] of Object.entries(ofNetworks)) {
  const path = realData(...name.split('/'));
  test.skipIf(path === null)(`${name} answers as TensorFlow's operations`, async () => {
    // Networks without a Lambda were asked with 0..1.
    const hasLambda = name.includes('/m_');
    expectClose(await answers(path ?? '', hasLambda ? 1 : 1 / 255), expected, 2e-6);
  });
}

function readJson(name: string): Answers {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as Answers;
}

/** What the network says to the oracle's input: element i is i * 7919 mod 256, scaled. */
async function answers(path: string, scale: number): Promise<number[][]> {
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

function expectClose(
  outputs: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  relative: number,
) {
  expect(outputs.map((output) => output.length)).toEqual(expected.map((output) => output.length));
  const largest = Math.max(1, ...expected.flat().map(Math.abs));
  for (const [index, output] of outputs.entries())
    for (const [element, value] of output.entries())
      expect(Math.abs(value - (expected[index]?.[element] ?? NaN)) / largest).toBeLessThan(relative);
}
