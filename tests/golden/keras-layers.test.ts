import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { Engine, InputBatch } from '../../main/engines/engine.ts';
import { openEngine } from '../../main/engines/open-engine.ts';
import { buildKerasNetwork } from '../../main/models/keras/keras-build.ts';
import type { LayerWeights } from '../../main/models/keras/keras-contents.ts';
import { readKerasJson } from '../../main/models/keras/keras-json.ts';
import { withPlainValues } from '../../main/models/keras/keras-plain-values.ts';
import { matchWeights } from '../../main/models/keras/keras-weights.ts';
import { infoOfLayersModel } from '../../main/models/layers/layers-info.ts';
import type { Model } from '../../main/models/model.ts';
import { compareSlopes } from '../support/measured-slopes.ts';

interface Case {
  readonly version: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly (readonly [name: string, shape: readonly number[]])[];
  readonly weights: readonly (readonly [
    group: string,
    weights: readonly (readonly [name: string, shape: readonly number[]])[],
  ])[];
  /** Of each output: how many numbers, and all of them, or every fifth of more than a hundred. */
  readonly outputs: readonly (readonly [count: number, numbers: readonly number[]])[];
}

const tolerance = 1e-5;
/** With STEERSCOPE_DIFFERENCES=file, the largest difference of each network is written there. */
const table: string[] = [];
const tablePath = process.env['STEERSCOPE_DIFFERENCES'];

describe.each([2, 3])('Keras %i', (generation) => {
  const file = join(import.meta.dirname, `keras_layers_${generation}.json`);
  const cases = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Case>>;

  test.each(Object.keys(cases))('%s', async (name) => {
    const one = cases[name]!;
    const differences = [];
    for (const choice of ['tensorflow', 'onnx'] as const) {
      const model = await opened(name, one);
      const engine = await openEngine(model, choice, { device: choice === 'onnx' ? 'cpu' : 'wasm', threads: 1 });
      const given = one.inputs.map(([input, shape], index) => [input, inputOf(shape, index, model)] as const);
      const { input } = model.info;
      const data = given.find(([key]) => key === input.name)?.[1] ?? new Float32Array();
      const others = Object.fromEntries(given.filter(([key]) => key !== input.name));
      const [result] = await engine.run({ count: 1, data, others });
      if (choice === 'onnx') await expectGradient(engine, model, { data, others });
      await engine.dispose();
      model.dispose();
      differences.push(largestDifference(result?.outputs ?? [], one.outputs));
    }
    table.push([`Keras ${generation}`, name, ...differences.map((value) => value.toExponential(1))].join('\t'));
    if (tablePath) writeFileSync(tablePath, `${table.join('\n')}\n`);
    expect(Math.max(...differences)).toBeLessThan(tolerance);
  });
});

/** As forward passes of changed pictures tell it. */
async function expectGradient(engine: Engine, { info }: Model, picture: Pick<InputBatch, 'data' | 'others'>) {
  const { cosine, ratio } = await compareSlopes(engine, info, picture, 1e-4);
  expect(cosine).toBeGreaterThan(0.999);
  expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
}

async function opened(name: string, { version, config, weights }: Case): Promise<Model> {
  let seed = 0;
  const stored = weights.map(([group, entries]): LayerWeights => ({
    name: group,
    weights: entries.map(([weight, shape]) => ({ name: weight, shape, values: weightOf(weight, shape, seed++) })),
  }));
  const network = readKerasJson(withPlainValues(config) as typeof config, name, version);
  const { weightsOf } = matchWeights(network, stored, name);
  const { layersModel, origins, layout } = await buildKerasNetwork(network, weightsOf, name);
  const info = infoOfLayersModel(layersModel, origins, layout);
  return {
    info: { kind: 'network', path: name, name, format: 'keras-h5', formatName: 'Keras', ...info },
    graph: { kind: 'layers', layersModel },
    dispose: () => layersModel.dispose(),
  };
}

/** -1 to 1; element i of array `seed`. As in keras_layers_oracle.py. */
function numbers(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => ((i * 7919 + seed * 104729) % 2003) / 1001.5 - 1);
}

const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

function weightOf(name: string, shape: readonly number[], seed: number): Float32Array {
  const values = numbers(countOf(shape), seed);
  if (name.includes('variance') || name.includes('std')) return values.map((value) => spread(name, value, shape));
  if (name.includes('count')) return values.fill(0);
  return values.map((value) => scaled(value, shape));
}

function scaled(value: number, shape: readonly number[]): number {
  if (shape.length <= 1) return Math.fround(value / 2);
  return Math.fround(value / Math.fround(Math.sqrt(countOf(shape.slice(0, -1))) / 1.5));
}

/** A variance; Keras 1 called it a deviation. */
function spread(name: string, value: number, shape: readonly number[]): number {
  return Math.abs(name.includes('std') ? scaled(value, shape) : value) + 0.5;
}

/** What the network is given, as engines take it: a picture with its channels last. */
function inputOf(shape: readonly number[], index: number, { info }: Model): Float32Array {
  const values = numbers(countOf(shape), 500 + index);
  if (shape.length !== 3 || info.input.layout === 'NHWC') return values;
  const { height, width, channels } = info.input;
  expect([channels, height, width]).toEqual(shape);
  const pixels = height * width;
  return values.map((_, at) => values[(at % channels) * pixels + Math.floor(at / channels)] ?? Number.NaN);
}

/** Relative to the largest number, where that is beyond one. */
function largestDifference(outputs: readonly Float32Array[], expected: Case['outputs']): number {
  expect(outputs.map(({ length }) => length)).toEqual(expected.map(([count]) => count));
  const differences = outputs.map((output, index) => {
    const [, wanted = []] = expected[index] ?? [];
    const step = output.length > 100 ? 5 : 1;
    const largest = Math.max(1, ...wanted.map(Math.abs));
    return Math.max(...wanted.map((value, at) => Math.abs((output[at * step] ?? Number.NaN) - value))) / largest;
  });
  return Math.max(...differences);
}

test('functions are told from layers where HDF5 of Keras 3 does not say so', async () => {
  const cases = JSON.parse(readFileSync(join(import.meta.dirname, 'keras_layers_3.json'), 'utf8')) as Record<
    string,
    Case
  >;
  const { functions } = cases;
  if (!functions) throw new Error('no such case');
  const text = JSON.stringify(functions.config).replaceAll(/"module":"[\w.]+",/g, '');
  expect(text).not.toContain('module');
  const model = await opened('functions', { ...functions, config: JSON.parse(text) as Case['config'] });
  expect(model.info.outputs.map(({ shape }) => countOf(shape))).toEqual(functions.outputs.map(([count]) => count));
  model.dispose();
});

test.each([2, 3])(
  'Keras %i: a network with channels first is shown so, and its maps are followed',
  async (generation) => {
    const file = join(import.meta.dirname, `keras_layers_${generation}.json`);
    const cases = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Case>;
    const model = await opened('channels first', cases['channels first']!);
    expect(model.info.input).toMatchObject({ height: 9, width: 10, channels: 3, layout: 'NCHW' });
    // 9 x 10, padded to 10 x 13; windows of 3 x 2 by 2, of 2 x 2; columns doubled; 2 x 2; cut to 1 x 16, of which 2 x 2 make more.
    expect(model.info.stages.map(({ height, width, channels }) => [height, width, channels])).toEqual([
      [4, 12, 4],
      [3, 11, 4],
      [2, 21, 5],
      [2, 17, 3],
    ]);
    expect(model.info.problems.map(({ severity }) => severity)).not.toContain('warning');
    model.dispose();
  },
);

test('no tensor is left behind', () => {
  expect(tf.memory().numTensors).toBe(0);
});
