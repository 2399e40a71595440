import { memory } from '@tensorflow/tfjs-core';
import { input as symbolicInput, layers, model as functionalModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EngineChoice } from '../../shared/analysis.ts';
import type { Engine } from '../../main/engines/engine.ts';
import { networkPath } from '../../main/models/network-path.ts';
import { openEngine } from '../../main/engines/open-engine.ts';
import type { Model } from '../../main/models/model.ts';
import { startTensorflow } from '../../main/models/native/tensorflow-backend.ts';
import { asModel, counting, scattered, tinyModel, type WeightedLayer } from '../support/tiny-models.ts';

const ones = (length: number, value = 1) => new Array<number>(length).fill(value);

async function opened(model: Model, choice: EngineChoice): Promise<Engine> {
  const engine = await openEngine(model, choice, { threads: 1 });
  onTestFinished(async () => {
    await engine.dispose();
    model.dispose();
  });
  return engine;
}

/** One filter that adds its window up, one that takes the negative: after ReLU the average is half the sum. */
const sumAndNegative = (size: number): WeightedLayer => [
  layers.conv2d({ filters: 2, kernelSize: size, activation: 'relu', name: 'conv' }),
  Array.from({ length: size * size * 2 }, (_, index) => (index % 2 === 0 ? 1 : -1)),
  [0, 0],
];

describe.each(['onnx', 'tensorflow'] as const)('the %s engine', (choice) => {
  test('averages activations over channels, and flattens rows, columns, channels in the order of Keras', async () => {
    // The dense layer reads row 0, column 1, channel 0 alone: element 2 of eight.
    const dense: WeightedLayer = [layers.dense({ units: 1, name: 'steering' }), [0, 0, 1, 0, 0, 0, 0, 0], [0.5]];
    const model = await tinyModel([3, 3, 1], [sumAndNegative(2), [layers.flatten()], dense]);
    const engine = await opened(model, choice);
    const [result] = await engine.run({ count: 1, data: counting(9) });
    expect(result?.averaged).toEqual([{ height: 2, width: 2, values: Float32Array.of(6, 8, 12, 14) }]);
    expect(result?.outputs).toEqual([Float32Array.of(16.5)]);
    expect(engine.info).toMatchObject({ name: choice, precision: 'float32', fallbackReason: null });
  });

  test('counts negative activations as 0 where another activation than ReLU lets them through', async () => {
    const conv = layers.conv2d({ filters: 2, kernelSize: 2, activation: 'linear', name: 'conv' });
    // Window sums 12, 16, 24, 28 and their negatives: the plain average would be 0 everywhere.
    const weights = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? 1 : -1));
    const engine = await opened(await tinyModel([3, 3, 1], [[conv, weights, [0, 0]]]), choice);
    const [result] = await engine.run({ count: 1, data: counting(9) });
    expect(result?.averaged[0]?.values).toEqual(Float32Array.of(6, 8, 12, 14));
    const channels = await engine.activations(counting(9), 0);
    expect(channels[1]?.values).toEqual(Float32Array.of(-12, -16, -24, -28));
  });

  test('gives any map of the network, negative numbers as they are, averaged or by channel', async () => {
    const conv = layers.conv2d({ filters: 2, kernelSize: 2, activation: 'relu', name: 'conv' });
    const weights = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? 1 : -2));
    const model = await tinyModel([3, 3, 1], [[conv, weights, [0, 0]], [layers.maxPooling2d({ poolSize: 2 })]]);
    const engine = await opened(model, choice);
    const points = networkPath(model).filter(({ operator }) => !['Transpose', 'Identity'].includes(operator));
    expect(points.map(({ operator, tensor }) => `${operator} ${tensor}`)).toEqual([
      ' picture',
      'Conv conv/Conv',
      'Relu conv/Relu',
      expect.stringContaining('MaxPool'),
    ]);
    const means = await engine.maps(points, 'mean', counting(9));
    expect(means.map(([map]) => [...(map?.values ?? [])])).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
      [-6, -8, -12, -14],
      [6, 8, 12, 14],
      [14],
    ]);
    // Another choice among those already asked for, in another order.
    const [pooled, picture] = await engine.maps([points[3]!, points[0]!], 'mean', counting(9));
    expect([...pooled![0]!.values, ...picture![0]!.values]).toEqual([14, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const [channels = []] = await engine.maps(points.slice(1, 2), 'each', counting(9));
    expect(channels.map((map) => [map.height, map.width, ...map.values])).toEqual([
      [2, 2, 12, 16, 24, 28],
      [2, 2, -24, -32, -48, -56],
    ]);
  });

  test('pads "same" with the odd row and column at the end', async () => {
    const conv = layers.conv2d({
      filters: 1,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      useBias: false,
      name: 'conv',
    });
    const engine = await opened(await tinyModel([4, 4, 1], [[conv, ones(9)]]), choice);
    const [result] = await engine.run({ count: 1, data: counting(16) });
    expect(result?.averaged[0]?.values).toEqual(Float32Array.of(54, 45, 72, 54));
  });

  test('reads kernels as rows, columns, input channels, filters', async () => {
    // Each filter picks one element of a 2x2 window of two channels: 1000s and 1s tell row, column and channel apart.
    const conv = layers.conv2d({ filters: 8, kernelSize: 2, useBias: false, name: 'conv' });
    const identity = Array.from({ length: 64 }, (_, index) => (Math.floor(index / 8) === index % 8 ? 1 : 0));
    const engine = await opened(await tinyModel([2, 2, 2], [[conv, identity]]), choice);
    const [result] = await engine.run({ count: 1, data: counting(8) });
    expect(result?.outputs[0]).toEqual(counting(8));
    const maps = await engine.activations(counting(8), 0);
    expect(maps.map((map) => [map.height, map.width, ...map.values])).toEqual(
      Array.from({ length: 8 }, (_, channel) => [1, 1, channel + 1]),
    );
  });

  test('dilates, strides each axis by its own, and cuts what does not fill a window', async () => {
    const dilated = layers.conv2d({ filters: 1, kernelSize: 2, dilationRate: 2, useBias: false, name: 'dilated' });
    const one = await opened(await tinyModel([3, 3, 1], [[dilated, ones(4)]]), choice);
    expect((await one.run({ count: 1, data: counting(9) }))[0]?.outputs[0]).toEqual(Float32Array.of(1 + 3 + 7 + 9));
    const strided = layers.conv2d({ filters: 1, kernelSize: 1, strides: [2, 3], useBias: false, name: 'strided' });
    const two = await opened(await tinyModel([4, 5, 1], [[strided, [1]]]), choice);
    expect((await two.run({ count: 1, data: counting(20) }))[0]?.outputs[0]).toEqual(Float32Array.of(1, 4, 11, 14));
  });

  test.each<[string, () => WeightedLayer[], number[]]>([
    ['ELU', () => [[layers.elu()]], [Math.exp(-1) - 1, 2]],
    ['leaky ReLU with its alpha', () => [[layers.leakyReLU({ alpha: 0.3 })]], [-0.3, 2]],
    ['tanh', () => [[layers.activation({ activation: 'tanh' })]], [Math.tanh(-1), Math.tanh(2)]],
    ['sigmoid', () => [[layers.activation({ activation: 'sigmoid' })]], [1 / (1 + Math.E), 1 / (1 + Math.exp(-2))]],
    [
      'softplus',
      () => [[layers.activation({ activation: 'softplus' })]],
      [Math.log1p(Math.exp(-1)), Math.log1p(Math.exp(2))],
    ],
    ['hard sigmoid', () => [[layers.activation({ activation: 'hardSigmoid' })]], [0.3, 0.9]],
    [
      'selu',
      () => [[layers.activation({ activation: 'selu' })]],
      [1.0507009873554805 * 1.6732632423543772 * (Math.exp(-1) - 1), 2 * 1.0507009873554805],
    ],
    ['a capped ReLU', () => [[layers.reLU({ maxValue: 1.5 })]], [0, 1.5]],
    ['batch normalisation', () => [[layers.batchNormalization({ epsilon: 0.5 }), [2], [1], [3], [3.5]]], [-3, 0]],
    ['dropout, which does nothing', () => [[layers.dropout({ rate: 0.5 })]], [-1, 2]],
  ])('computes %s', async (_, weighted, expected) => {
    const engine = await opened(await tinyModel([1, 2, 1], weighted()), choice);
    const [result] = await engine.run({ count: 1, data: Float32Array.of(-1, 2) });
    expect([...(result?.outputs[0] ?? [])]).toEqual(expected.map((value) => expect.closeTo(value, 5)));
  });

  test.each<[string, () => WeightedLayer, number[]]>([
    ['largest of a padded window', () => [layers.maxPooling2d({ poolSize: 2, padding: 'same' })], [5, 6, 8, 9]],
    ['mean without the padding', () => [layers.averagePooling2d({ poolSize: 2, padding: 'same' })], [3, 4.5, 7.5, 9]],
    ['largest of whole windows', () => [layers.maxPooling2d({ poolSize: 2, strides: 1 })], [5, 6, 8, 9]],
    ['mean of the map', () => [layers.globalAveragePooling2d({})], [5]],
    ['largest of the map', () => [layers.globalMaxPooling2d({})], [9]],
    [
      'map without a row and two columns',
      () => [
        layers.cropping2D({
          cropping: [
            [1, 0],
            [0, 2],
          ],
        }),
      ],
      [4, 7],
    ],
    [
      'map in zeros',
      () => [
        layers.zeroPadding2d({
          padding: [
            [0, 1],
            [1, 0],
          ],
        }),
      ],
      [0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0],
    ],
    ['map in another shape', () => [layers.reshape({ targetShape: [9] })], [1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ])('gives the %s', async (_, weighted, expected) => {
    const engine = await opened(await tinyModel([3, 3, 1], [weighted()]), choice);
    const [result] = await engine.run({ count: 1, data: counting(9) });
    expect(result?.outputs[0]).toEqual(Float32Array.from(expected));
  });

  test('gives each picture of a batch what it gives it alone, in memory of its own', async () => {
    const model = await tinyModel(
      [5, 6, 3],
      [
        [
          layers.conv2d({ filters: 4, kernelSize: 3, activation: 'elu', name: 'conv' }),
          [...scattered(108)],
          [...scattered(4, 2)],
        ],
        [layers.flatten()],
        [layers.dense({ units: 2, name: 'steering' }), [...scattered(96, 3)], [1, 2]],
      ],
    );
    const engine = await opened(model, choice);
    const data = scattered(3 * 90, 4);
    const together = await engine.run({ count: 3, data });
    expect(together).toHaveLength(3);
    for (const [index, result] of together.entries()) {
      const [alone] = await engine.run({ count: 1, data: data.slice(index * 90, (index + 1) * 90) });
      for (const [at, value] of (alone?.outputs[0] ?? []).entries())
        expect(result.outputs[0]?.[at]).toBeCloseTo(value, 5);
      for (const [at, value] of (alone?.averaged[0]?.values ?? []).entries())
        expect(result.averaged[0]?.values[at]).toBeCloseTo(value, 5);
      expect(result.averaged[0]?.values.buffer.byteLength).toBe(3 * 4 * 4);
    }
    expect(together[0]?.outputs).not.toEqual(together[1]?.outputs);
    expect(await engine.run({ count: 0, data: new Float32Array() })).toEqual([]);
  });

  test('keeps several outputs apart, in the order of the network', async () => {
    await startTensorflow();
    const picture = layers.inputLayer({ inputShape: [1, 2, 1], name: 'picture' });
    const [input] = [picture.inboundNodes[0]?.outputTensors[0]];
    if (input === undefined) throw new Error('no input');
    const flat = layers.flatten().apply(input);
    const [angle, throttle] = [layers.dense({ units: 1, name: 'angle' }), layers.dense({ units: 3, name: 'throttle' })];
    const outputs = [angle.apply(flat), throttle.apply(flat)] as (typeof input)[];
    const model = asModel(functionalModel({ inputs: input, outputs }), [1, 2, 1]);
    const engine = await opened(model, choice);
    const [result] = await engine.run({ count: 1, data: Float32Array.of(1, 2) });
    expect(result?.outputs.map((values) => values.length)).toEqual([1, 3]);
    expect(result?.averaged).toEqual([]);
  });

  test('gives each input its own numbers, by name, whatever the order', async () => {
    await startTensorflow();
    const [speed, picture, pose] = [
      symbolicInput({ shape: [1], name: 'speed' }),
      symbolicInput({ shape: [1, 2, 1], name: 'picture' }),
      symbolicInput({ shape: [2, 2], name: 'pose' }),
    ];
    const flattened = [layers.flatten().apply(picture), layers.flatten().apply(pose)] as SymbolicTensor[];
    const outputs = layers.concatenate({ name: 'joined' }).apply([speed, ...flattened]) as SymbolicTensor;
    const made = asModel(functionalModel({ inputs: [speed, picture, pose], outputs }), [1, 2, 1]);
    const otherInputs = [
      { name: 'speed', shape: [1] },
      { name: 'pose', shape: [2, 2] },
    ];
    const engine = await opened({ ...made, info: { ...made.info, otherInputs } }, choice);
    const others = { pose: Float32Array.of(11, 12, 13, 14, 21, 22, 23, 24), speed: Float32Array.of(5, 6) };
    const results = await engine.run({ count: 2, data: Float32Array.of(1, 2, 3, 4), others });
    expect(results.map((result) => result.outputs[0])).toEqual([
      Float32Array.of(5, 1, 2, 11, 12, 13, 14),
      Float32Array.of(6, 3, 4, 21, 22, 23, 24),
    ]);
    await expect(engine.run({ count: 1, data: counting(2) })).rejects.toThrow(RangeError);
    await expect(engine.run({ count: 1, data: counting(2), others })).rejects.toThrow(/speed takes 1 numbers/);
  });

  test('takes pictures channels last for layers, whatever the file wanted', async () => {
    const model = await tinyModel([1, 2, 3], [[layers.flatten()]]);
    const input = { ...model.info.input, layout: 'NCHW' as const };
    const engine = await opened({ ...model, info: { ...model.info, input } }, choice);
    const [result] = await engine.run({ count: 1, data: counting(6) });
    expect(result?.outputs[0]).toEqual(counting(6));
  });

  test('lets NaN through instead of hiding it', async () => {
    const model = await tinyModel(
      [2, 2, 1],
      [
        [layers.conv2d({ filters: 2, kernelSize: 1, useBias: false, name: 'conv' }), [1, 3]],
        [layers.flatten()],
        [layers.dense({ units: 1, useBias: false, name: 'steering' }), ones(8)],
      ],
    );
    const engine = await opened(model, choice);
    const [result] = await engine.run({ count: 1, data: Float32Array.of(1, Number.NaN, 3, 4) });
    expect(result?.averaged[0]?.values).toEqual(Float32Array.of(2, Number.NaN, 6, 8));
    expect(result?.outputs[0]).toEqual(Float32Array.of(Number.NaN));
  });

  test('refuses a batch of another size, and a stage that is not there', async () => {
    const engine = await opened(await tinyModel([3, 3, 1], [sumAndNegative(2)]), choice);
    await expect(engine.run({ count: 2, data: counting(9) })).rejects.toThrow(RangeError);
    await expect(engine.activations(counting(9), 1)).rejects.toThrow(RangeError);
  });

  test('leaves no tensor behind, whatever was asked of it', async () => {
    const model = await tinyModel([3, 3, 1], [sumAndNegative(2)]);
    const before = memory().numTensors;
    const engine = await openEngine(model, choice, { threads: 1 });
    await engine.run({ count: 1, data: counting(9) });
    await engine.run({ count: 2, data: counting(18) });
    await engine.activations(counting(9), 0);
    await engine.dispose();
    expect(memory().numTensors).toBe(before);
    model.dispose();
    expect(memory().numTensors).toBe(before - 2);
  });
});
