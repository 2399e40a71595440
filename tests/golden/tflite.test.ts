import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../main/engines/open-engine.ts';
import { openModel } from '../../main/models/registry.ts';
import { scattered } from '../support/tiny-models.ts';
import golden from './tflite.json' with { type: 'json' };

const file = (name: string) => join(import.meta.dirname, '..', 'fixtures', 'tflite', `${name}.tflite`);

/** Network, then frame, then output, then number. */
const networks: Readonly<Record<string, readonly (readonly (readonly number[])[])[]>> = golden.networks;

/** As onnxruntime and TensorFlow Lite differ in the order of their sums; 8-bit weights also round activations there. */
const tolerance = (name: string) => (name === 'eight-bit-weights' ? 0.03 : 1e-5);

describe("TensorFlow's own interpreter agrees on twenty inputs", () => {
  test.each(Object.keys(networks))('%s', async (name) => {
    const model = await openModel(file(name));
    onTestFinished(() => model.dispose());
    const engine = await openEngine(model, 'onnx', { threads: 1 });
    onTestFinished(() => engine.dispose());
    const { input, otherInputs } = model.info;
    const length = input.height * input.width * input.channels;
    const frames = networks[name] ?? [];
    expect(frames).toHaveLength(20);
    const batch = (count: (seed: number) => Float32Array) =>
      Float32Array.from(frames.flatMap((_, at) => [...count(at + 1)]));
    const results = await engine.run({
      count: frames.length,
      data: batch((seed) => scattered(length, seed)),
      others: Object.fromEntries(
        otherInputs.map(({ name: other, shape }) => [
          other,
          batch((seed) =>
            scattered(
              shape.reduce((product, size) => product * size, 1),
              seed,
            ),
          ),
        ]),
      ),
    });
    const numbers = frames.flat(2);
    const largest = Math.max(...numbers.map(Math.abs));
    expect(new Set(numbers.map((value) => value.toFixed(6))).size).toBeGreaterThanOrEqual(frames.length);
    const answers = results.map(({ outputs }) => outputs.map((output) => [...output]));
    expect(answers.map((outputs) => outputs.map((output) => output.length))).toEqual(
      frames.map((outputs) => outputs.map((output) => output.length)),
    );
    const apart = answers.flat(2).map((value, at) => Math.abs(value - (numbers[at] ?? Infinity)));
    expect(Math.max(...apart) / largest).toBeLessThan(tolerance(name));
  });
});

test('the fixtures are small', () => {
  for (const name of Object.keys(networks)) expect(readFileSync(file(name)).length).toBeLessThan(100_000);
});
