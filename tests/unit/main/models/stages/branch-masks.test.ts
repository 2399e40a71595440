import { tensor } from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../../../../main/engines/open-engine.ts';
import { traceStages } from '../../../../../main/models/layers/layers-stages.ts';
import { readOnnxModel } from '../../../../../main/models/onnx/onnx.ts';
import { int, ints } from '../../../../../main/models/onnx/onnx-write.ts';
import type { Model } from '../../../../../main/models/model.ts';
import { startTensorflow } from '../../../../../main/models/native/tensorflow-backend.ts';
import { visualBackProp } from '../../../../../main/saliency/visual-backprop.ts';
import { constant, makeOnnx } from '../../../../support/make-onnx.ts';
import { asModel } from '../../../../support/tiny-models.ts';

beforeAll(async () => {
  await startTensorflow();
});

const picture = [1, 2, 3, 4, 5];

async function masksOf(network: Model): Promise<{ averaged: number[][]; intermediates: number[][]; mask: number[] }> {
  const engine = await openEngine(network, network.graph.kind === 'onnx' ? 'onnx' : 'tensorflow', { threads: 1 });
  onTestFinished(() => engine.dispose());
  const [result] = await engine.run({ count: 1, data: Float32Array.from(picture) });
  const { averaged } = result!;
  const { intermediates, mask } = visualBackProp(averaged, network.info.stages, network.info.input);
  const numbers = (maps: readonly { readonly values: Float32Array }[]) => maps.map(({ values }) => [...values]);
  return { averaged: numbers(averaged), intermediates: numbers(intermediates), mask: [...mask.values] };
}

/** A convolution along the columns of one row, by name, to a tensor; weights and bias once they exist. */
function convolution(name: string, weights: readonly number[], bias: number, activation: 'relu' | 'linear') {
  const layer = layers.conv2d({ filters: 1, kernelSize: [1, weights.length], padding: 'same', activation, name });
  return (from: SymbolicTensor): SymbolicTensor => {
    const to = layer.apply(from) as SymbolicTensor;
    layer.setWeights([tensor([...weights], [1, weights.length, 1, 1]), tensor([bias])]);
    return to;
  };
}

const toSteering = (map: SymbolicTensor) =>
  layers.dense({ units: 1, name: 'steering' }).apply(layers.flatten().apply(map)) as SymbolicTensor;

const nchw = { input: [1, 1, 5], constants: [constant('two', [1, 1, 1, 1], 2), constant('three', [1, 1, 1, 3], 1)] };
const sides = ints('pads', [0, 1, 0, 1]);

describe('a residual block', () => {
  /** relu(2x), then relu(it + 0.5 * sums of three of it - 12) */
  function inLayers(): Model {
    const start = input({ shape: [1, 5, 1], name: 'picture' });
    const stem = convolution('stem', [2], 0, 'relu')(start);
    const inner = convolution('inner', [1, 1, 1], 0, 'relu')(stem);
    const sum = layers.add({ name: 'sum' }).apply([stem, convolution('outer', [0.5], -12, 'linear')(inner)]);
    const after = layers.reLU({ name: 'after' }).apply(sum) as SymbolicTensor;
    return asModel(model({ inputs: start, outputs: toSteering(after) }), [1, 5, 1]);
  }

  function inOnnx(): Model {
    const half = [constant('half', [1, 1, 1, 1], 0.5), constant('bias', [1], -12)];
    const bytes = makeOnnx({
      ...nchw,
      constants: [...nchw.constants, ...half],
      nodes: [
        ['Conv', ['x', 'two'], 'stem'],
        ['Relu', ['stem'], 'stem-relu'],
        ['Conv', ['stem-relu', 'three'], 'inner', [sides]],
        ['Relu', ['inner'], 'inner-relu'],
        ['Conv', ['inner-relu', 'half', 'bias'], 'outer'],
        ['Add', ['outer', 'stem-relu'], 'sum'],
        ['Relu', ['sum'], 'after'],
        ['Flatten', ['after'], 'flat'],
      ],
    });
    return readOnnxModel(bytes, 'residual.onnx');
  }

  test.each([
    ['TF.js layers', inLayers],
    ['ONNX', inOnnx],
  ])('of %s is one stage, tapped behind the addition', async (_, network) => {
    const { averaged, intermediates, mask } = await masksOf(network());
    // Stem 2 4 6 8 10, sums of three 6 12 18 24 18, halved less 12: -9 -6 -3 0 -3, added to the stem: -7 -2 3 8 7.
    expect(averaged).toEqual([
      [2, 4, 6, 8, 10],
      [0, 0, 3, 8, 7],
    ]);
    // Up through the 1 x 1 and the 1 x 3: 0 3 11 18 15, times the stem.
    expect(intermediates[0]).toEqual([0, 12, 66, 144, 150]);
    expect(mask).toEqual([0, 12 / 150, 66 / 150, 144 / 150, 1].map(Math.fround));
  });

  test.each([
    ['TF.js layers', inLayers],
    ['ONNX', inOnnx],
  ])('of %s is named', (_, network) => {
    const { info, graph } = network();
    expect(info.stages.at(-1)).toMatchObject({ layer: 'sum', tap: 'after', activation: 'relu' });
    expect(info.stages.at(-1)?.steps.map(({ layer }) => layer)).toEqual(['inner', 'outer']);
    const { problems } = graph.kind === 'layers' ? traceStages(graph.layersModel) : info;
    expect(problems.map(({ code, place }) => [code, place])).toEqual([['residual-outside-paper', 'sum']]);
  });
});

describe('an inception block', () => {
  /** relu(2x), then side by side: it; sums of three of it; nothing, from a pooling. */
  function inLayers(): Model {
    const start = input({ shape: [1, 5, 1], name: 'picture' });
    const stem = convolution('stem', [2], 0, 'relu')(start);
    const pool = layers.maxPooling2d({ poolSize: [1, 3], strides: 1, padding: 'same', name: 'pool' });
    const branches = [
      convolution('direct', [1], 0, 'relu')(stem),
      convolution('wide', [1, 1, 1], 0, 'relu')(convolution('narrow', [1], 0, 'relu')(stem)),
      convolution('pooled', [-1], 0, 'relu')(pool.apply(stem) as SymbolicTensor),
    ];
    const joined = layers.concatenate({ name: 'joined' }).apply(branches) as SymbolicTensor;
    return asModel(model({ inputs: start, outputs: toSteering(joined) }), [1, 5, 1]);
  }

  function inOnnx(): Model {
    const bytes = makeOnnx({
      ...nchw,
      constants: [...nchw.constants, constant('one', [1, 1, 1, 1], 1), constant('minus', [1, 1, 1, 1], -1)],
      nodes: [
        ['Conv', ['x', 'two'], 'stem'],
        ['Relu', ['stem'], 'stem-relu'],
        ['Conv', ['stem-relu', 'one'], 'direct'],
        ['Relu', ['direct'], 'direct-relu'],
        ['Conv', ['stem-relu', 'one'], 'narrow'],
        ['Relu', ['narrow'], 'narrow-relu'],
        ['Conv', ['narrow-relu', 'three'], 'wide', [sides]],
        ['Relu', ['wide'], 'wide-relu'],
        ['MaxPool', ['stem-relu'], 'pool', [ints('kernel_shape', [1, 3]), sides]],
        ['Conv', ['pool', 'minus'], 'pooled'],
        ['Relu', ['pooled'], 'pooled-relu'],
        ['Concat', ['direct-relu', 'wide-relu', 'pooled-relu'], 'joined', [int('axis', 1)]],
        ['Flatten', ['joined'], 'flat'],
      ],
    });
    return readOnnxModel(bytes, 'inception.onnx');
  }

  test.each([
    ['TF.js layers', inLayers],
    ['ONNX', inOnnx],
  ])('of %s is the average of what it joins, scaled up through its longest branch', async (_, network) => {
    const opened = network();
    expect(opened.info.stages.at(-1)).toMatchObject({
      layer: 'joined',
      tap: 'joined',
      activation: 'relu',
      channels: 3,
    });
    expect(opened.info.stages.at(-1)?.steps.map(({ layer }) => layer)).toEqual(['narrow', 'wide']);
    const { averaged, mask } = await masksOf(opened);
    // 2 4 6 8 10 and 6 12 18 24 18 and nothing, by three.
    expect(averaged[1]).toEqual([8, 16, 24, 32, 28].map((sum) => Math.fround(sum / 3)));
    // Sums of three of 8 16 24 32 28 are 24 48 72 84 60; times the stem 48 192 432 672 600.
    const product = [48, 192, 432, 672, 600];
    for (const [at, value] of mask.entries()) expect(value).toBeCloseTo((product[at]! - 48) / (672 - 48), 6);
  });
});

test('a speed that is joined behind the flattening is off the maps, whichever input comes first', () => {
  const start = input({ shape: [1, 5, 1], name: 'picture' });
  const speed = input({ shape: [1], name: 'speed' });
  const flat = layers.flatten().apply(convolution('stem', [2], 0, 'relu')(start)) as SymbolicTensor;
  const side = layers.dense({ units: 2, activation: 'tanh' }).apply(speed) as SymbolicTensor;
  const steering = layers.dense({ units: 1 }).apply(layers.concatenate().apply([flat, side])) as SymbolicTensor;
  for (const inputs of [
    [start, speed],
    [speed, start],
  ]) {
    const network = asModel(model({ inputs, outputs: steering }), [1, 5, 1]);
    expect(network.info.stages).toMatchObject([{ layer: 'stem', tap: 'stem', activation: 'relu', width: 5 }]);
  }
});
