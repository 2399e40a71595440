import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { input, model, type Shape, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { LayerSettings } from '../../main/models/keras/keras-layer-config.ts';
import { lambdaRecipe } from '../../main/models/lambda/lambda-layers.ts';
import { layersModelToOnnx } from '../../main/models/layers/layers-to-onnx.ts';
import { startTensorflow } from '../../main/models/native/tensorflow-backend.ts';

/** Functions as nine versions of CPython compiled them, and TensorFlow's results (lambda_oracle.py). */
const cases = JSON.parse(readFileSync(new URL('./lambda.json', import.meta.url), 'utf8')) as Record<
  string,
  {
    source: string;
    functions: Record<string, [code: string, defaults: unknown, closure: unknown]>;
    shape: number[];
    values: number[];
  }
>;
const picture = Float32Array.from({ length: 240 }, (_, index) => (7 * index) % 256);

const recipeOfDump = (dump: readonly unknown[]) => {
  const config = { name: 'scale', function: dump, function_type: 'lambda' };
  const layer = { name: 'scale', className: 'Lambda', writtenAs: 'Lambda', module: '', config };
  return lambdaRecipe(new LayerSettings(layer), [null, 8, 10, 3] as Shape, layer);
};

beforeAll(startTensorflow);

describe.each(Object.entries(cases))('%s', (_, { source, functions, shape, values }) => {
  const versions = Object.entries(functions);

  test(`${source} is understood alike from every Python`, () => {
    expect(versions.map(([version]) => version)).toEqual('2.7 3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13'.split(' '));
    const [first, ...others] = versions.map(([, dump]) => recipeOfDump(dump).layers.map((layer) => layer.getConfig()));
    // Names and everything else are the same; `/` of Python 2 and of Python 3 too.
    for (const other of others) expect(other).toEqual(first);
  });

  test('gives what TensorFlow gives, on both engines', async () => {
    const entry = input({ shape: [8, 10, 3], name: 'picture' });
    let output: SymbolicTensor = entry;
    for (const layer of recipeOfDump(functions['3.11'] ?? []).layers) output = layer.apply(output) as SymbolicTensor;
    const network = model({ inputs: entry, outputs: output });
    const made = network.predict(tf.tensor4d(picture, [1, 8, 10, 3])) as tf.Tensor;
    expect(made.shape.slice(1)).toEqual(shape);
    expect(greatestDifference(await made.data(), values)).toBeLessThan(5e-6);

    const session = await InferenceSession.create(layersModelToOnnx(network, []).bytes);
    const answer = await session.run({ picture: new Tensor('float32', picture, [1, 8, 10, 3]) });
    const tensor = answer[session.outputNames[0] ?? ''];
    expect(greatestDifference((await tensor?.getData()) as Float32Array, values)).toBeLessThan(5e-6);
    network.dispose();
  });
});

/** Beside the largest of the values expected, which have six digits. */
function greatestDifference(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, index) => Math.abs(value - (actual[index] ?? NaN)))) / largest;
}
