import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EngineResult } from '../../main/engines/engine.ts';
import { openEngine } from '../../main/engines/open-engine.ts';
import type { Model } from '../../main/models/model.ts';
import { openModel } from '../../main/models/registry.ts';
import { visualBackProp } from '../../main/saliency/visual-backprop.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'tensorflow');

/** By network: outputs by name, for each of two pictures; tensorflow_graphs_oracle.py says how. */
const answers = JSON.parse(readFileSync(join(import.meta.dirname, 'tensorflow_graphs.json'), 'utf8')) as Readonly<
  Record<string, readonly (readonly [name: string, perPicture: readonly (readonly number[] | number)[]])[]>
>;

const pictures = 2;
/** As the oracle's: element i is i * 7919 mod 256. */
const data = Float32Array.from({ length: pictures * 20 * 24 * 3 }, (_, index) => (index * 7919) % 256);

async function opened(name: string): Promise<Model> {
  const model = await openModel(join(fixtures, name));
  onTestFinished(() => model.dispose());
  return model;
}

async function run(model: Model, choice: 'onnx' | 'tensorflow'): Promise<readonly EngineResult[]> {
  const engine = await openEngine(model, choice, { threads: 1, device: choice === 'onnx' ? 'cpu' : 'wasm' });
  onTestFinished(() => engine.dispose());
  return engine.run({ count: pictures, data });
}

describe.each(['onnx', 'tensorflow'] as const)('on the %s engine', (choice) => {
  test.each(Object.keys(answers))('%s answers as TensorFlow', async (name) => {
    const model = await opened(name);
    const results = await run(model, choice);
    const expected = answers[name] ?? [];
    expect(model.info.outputs.map((output) => output.name)).toEqual(expected.map(([output]) => output));
    for (const [index, [output, perPicture]] of expected.entries()) {
      const largest = Math.max(...perPicture.flat().map(Math.abs));
      expect(perPicture).toHaveLength(pictures);
      for (const [picture, values] of perPicture.entries())
        for (const [element, value] of [values].flat().entries()) {
          const got = results[picture]?.outputs[index]?.[element] ?? Number.NaN;
          expect(Math.abs(got - value) / largest, `${output} of picture ${picture}`).toBeLessThan(2e-6);
        }
    }
  });
});

/** The final masks of both pictures. */
async function masks(model: Model, choice: 'onnx' | 'tensorflow'): Promise<Float32Array[]> {
  const { input, stages } = model.info;
  const results = await run(model, choice);
  return results.map(({ averaged }) => visualBackProp(averaged, stages, input).mask.values.slice());
}

test.each(['exported', 'graph-model/model.json'])(
  'masks of %s are those of the same network as layers',
  async (name) => {
    const layers = await opened('exported.h5');
    const graph = await opened(name);
    expect(
      graph.info.stages.map(({ layer: _, tap: __, steps, ...stage }) => ({ ...stage, steps: steps.length })),
    ).toEqual(layers.info.stages.map(({ layer: _, tap: __, steps, ...stage }) => ({ ...stage, steps: steps.length })));
    const expected = await masks(layers, 'onnx');
    // Pictures of 20 x 24, with a mask that is not flat.
    expect(expected.map((mask) => mask.length)).toEqual([480, 480]);
    expect(new Set(expected[0]).size).toBeGreaterThan(10);
    for (const choice of ['onnx', 'tensorflow'] as const)
      for (const [picture, mask] of (await masks(graph, choice)).entries())
        for (const [pixel, value] of mask.entries())
          expect(value).toBeCloseTo(expected[picture]?.[pixel] ?? Number.NaN, 5);
  },
);

test('a SavedModel goes by its folder, whichever was chosen', async () => {
  const [folder, file] = [await opened('saved'), await opened('saved/saved_model.pb')];
  expect(file.info).toEqual(folder.info);
  expect(folder.info).toMatchObject({
    path: join(fixtures, 'saved'),
    name: 'saved',
    format: 'saved-model',
    formatName: 'TensorFlow SavedModel (TensorFlow 2.21.0)',
    outputs: [{ name: 'steering', shape: [1] }],
    stages: [{ layer: 'sequential/conv2d/Conv2D', tap: 'sequential/conv2d/Elu', activation: 'elu' }],
  });
  expect(folder.info.layers[0]).toMatchObject({ type: 'Conv2D', kernel: [3, 3], strides: [2, 2], padding: 'same' });
});

test('activations of a stage are the same from both engines', async () => {
  const model = await opened('module');
  const picture = data.slice(0, data.length / pictures);
  const maps = await Promise.all(
    (['onnx', 'tensorflow'] as const).map(async (choice) => {
      const engine = await openEngine(model, choice, { threads: 1, device: choice === 'onnx' ? 'cpu' : 'wasm' });
      onTestFinished(() => engine.dispose());
      return engine.activations(picture, 1);
    }),
  );
  const [own = [], other = []] = maps;
  // 16 x 24 after the crop, padded to 19 x 27; 5 x 5 in steps of 2 gives 8 x 12; padded to 11 x 15, 3 x 3 gives 9 x 13.
  expect(own.map(({ height, width }) => [height, width])).toEqual(Array(4).fill([9, 13]));
  for (const [channel, map] of own.entries())
    for (const [at, value] of map.values.entries()) expect(value).toBeCloseTo(other[channel]?.values[at] ?? NaN, 5);
});
