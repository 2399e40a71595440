import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openOnnxEngine } from '../../main/engines/onnx.ts';
import { openModel } from '../../main/models/registry.ts';
import type { SaliencyQuestion } from '../../main/saliency/mask-method.ts';
import { gradient, gradientTimesInput } from '../../main/saliency/gradient.ts';
import { integratedGradients } from '../../main/saliency/integrated-gradients.ts';

/** The demo's network before a grey picture that is bright on the left. */
async function asked() {
  const model = await openModel(join(import.meta.dirname, '..', '..', 'demo', 'model', 'pilotnet.h5'));
  const engine = await openOnnxEngine(model, { threads: 1 });
  onTestFinished(async () => {
    await engine.dispose();
    model.dispose();
  });
  const { input: size } = model.info;
  const length = size.height * size.width * size.channels;
  const rowLength = size.width * size.channels;
  const input = Float32Array.from({ length }, (_, at) => (at % rowLength < rowLength / 3 ? 240 : 90));
  const trace: SaliencyQuestion['trace'] = (pass, data, count) =>
    engine.backward(pass, { count, data }, { output: 0, weights: new Float32Array(count).fill(1) });
  const steer = async (data: Float32Array) => (await engine.run({ count: 1, data }))[0]!.outputs[0]![0]!;
  return { question: { input, size, trace, black: () => new Float32Array(length) }, steer };
}

const sumOf = ({ values, max }: { readonly values: Float32Array; readonly max: number }) =>
  values.reduce((sum, value) => sum + value * max, 0);

test('integrated gradients of a whole network add up to the steering less that of a black picture', async () => {
  const { question, steer } = await asked();
  const difference = (await steer(question.input)) - (await steer(question.black()));
  expect(Math.abs(difference)).toBeGreaterThan(0.01);
  expect(sumOf(await integratedGradients(question)) / difference).toBeCloseTo(1, 1);
});

test('gradient and gradient times input are of the same slopes', async () => {
  const { question } = await asked();
  const [slopes, products] = [await gradient(question), await gradientTimesInput(question)];
  const { channels } = question.size;
  expect(slopes.flat || products.flat).toBe(false);
  // No pixel adds more than its channels times the largest slope times the largest number.
  for (const [pixel, value] of products.values.entries()) {
    const largest = Math.max(...question.input.subarray(pixel * channels, (pixel + 1) * channels));
    const slope = slopes.min + slopes.values[pixel]! * (slopes.max - slopes.min);
    expect(Math.abs(value * products.max)).toBeLessThanOrEqual(channels * slope * largest * 1.001 + 1e-9);
  }
});
