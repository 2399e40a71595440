import { onesLike, sub, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { layers, model as functionalModel, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, onTestFinished, test } from 'vitest';
import { openEngine } from '../../../../../main/engines/open-engine.ts';
import { Affine } from '../../../../../main/models/layers/layers-affine.ts';
import { BilinearResize } from '../../../../../main/models/layers/layers-resize.ts';
import { layersModelToOnnx } from '../../../../../main/models/layers/layers-to-onnx.ts';
import type { Model } from '../../../../../main/models/model.ts';
import { readOnnxModel } from '../../../../../main/models/onnx/onnx.ts';
import { startTensorflow } from '../../../../../main/models/native/tensorflow-backend.ts';
import { asModel, scattered } from '../../../../support/tiny-models.ts';

type Layer = layers.Layer;
const size = [9, 11, 3] as const;

/** Every weight another number, variances above zero. */
function scatterWeights(network: { readonly layers: readonly Layer[] }): void {
  let seed = 1;
  for (const layer of network.layers) {
    const weights = layer.weights.map((weight) => {
      const shape = weight.shape as number[];
      const values = scattered(
        shape.reduce((product, length) => product * length, 1),
        (seed += 1),
      );
      return tensor(weight.name.includes('variance') ? values.map((value) => 1.5 + value) : values, shape);
    });
    layer.setWeights(weights);
  }
}

function chain(...made: Layer[]): Model {
  const network = sequential();
  network.add(layers.inputLayer({ inputShape: [...size], name: 'picture' }));
  for (const layer of made) network.add(layer);
  scatterWeights(network);
  return asModel(network, size);
}

/** Two branches of one picture, joined. */
function joinedBy(join: Layer, after: Layer[] = []): Model {
  const picture = layers.inputLayer({ inputShape: [...size], name: 'picture' }).inboundNodes[0]?.outputTensors[0];
  if (picture === undefined) throw new Error('no input');
  const branch = (name: string) =>
    layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', name }).apply(picture) as SymbolicTensor;
  const joined = join.apply([branch('left'), branch('right')]);
  const output = after.reduce((so, layer) => layer.apply(so) as SymbolicTensor, joined as SymbolicTensor);
  const network = functionalModel({ inputs: picture, outputs: output });
  scatterWeights(network);
  return asModel(network, size);
}

const conv = (options: object = {}) => layers.conv2d({ filters: 4, kernelSize: 3, name: 'conv', ...options });

test.each<[string, () => Model]>([
  ['a convolution', () => chain(conv())],
  ...[
    'relu',
    'elu',
    'tanh',
    'sigmoid',
    'softmax',
    'linear',
    'selu',
    'softplus',
    'softsign',
    'hardSigmoid',
    'relu6',
    'swish',
    'mish',
  ].map((activation): [string, () => Model] => [`a convolution with ${activation}`, () => chain(conv({ activation }))]),
  ['same padding, odd sizes', () => chain(conv({ padding: 'same', strides: [2, 3], kernelSize: [4, 5] }))],
  [
    'same padding where the stride is larger than the kernel',
    () => chain(conv({ padding: 'same', strides: 3, kernelSize: 1 })),
  ],
  ['dilation with same padding', () => chain(conv({ padding: 'same', dilationRate: [2, 3] }))],
  [
    'a depthwise convolution',
    () =>
      chain(
        layers.depthwiseConv2d({
          kernelSize: 3,
          depthMultiplier: 2,
          padding: 'same',
          activation: 'relu',
          name: 'conv',
        }),
      ),
  ],
  [
    'a separable convolution',
    () =>
      chain(
        layers.separableConv2d({
          filters: 5,
          kernelSize: 3,
          depthMultiplier: 2,
          strides: 2,
          activation: 'elu',
          name: 'conv',
        }),
      ),
  ],
  [
    'pooling',
    () =>
      chain(
        conv(),
        layers.maxPooling2d({ poolSize: [2, 3], strides: [2, 1], padding: 'same' }),
        layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      ),
  ],
  [
    'normalisation of maps and of features',
    () =>
      chain(
        conv(),
        layers.batchNormalization({}),
        layers.flatten(),
        layers.dense({ units: 4 }),
        layers.batchNormalization({ scale: false, epsilon: 0.01 }),
        layers.batchNormalization({ center: false }),
      ),
  ],
  [
    'dense layers behind maps',
    () =>
      chain(
        conv({ activation: 'elu' }),
        layers.flatten(),
        layers.dense({ units: 5, activation: 'tanh' }),
        layers.dense({ units: 3, activation: 'softmax', useBias: false }),
      ),
  ],
  ['a dense layer on every pixel', () => chain(layers.dense({ units: 2, activation: 'softmax' }), conv())],
  [
    'reshaping and permuting',
    () =>
      chain(
        conv(),
        layers.reshape({ targetShape: [9, 7, 4] }),
        layers.permute({ dims: [2, 3, 1] }),
        layers.reshape({ targetShape: [21, 12] }),
        layers.permute({ dims: [2, 1] }),
      ),
  ],
  [
    'cropping and padding',
    () =>
      chain(
        layers.cropping2D({
          cropping: [
            [1, 2],
            [3, 0],
          ],
        }),
        layers.zeroPadding2d({
          padding: [
            [0, 2],
            [1, 3],
          ],
        }),
        conv(),
      ),
  ],
  ['legacy resizing', () => chain(new BilinearResize({ height: 5, width: 17, sampling: 'legacy' }), conv())],
  ['half-pixel resizing', () => chain(new BilinearResize({ height: 14, width: 6, sampling: 'half-pixel' }), conv())],
  ['upsampling', () => chain(layers.upSampling2d({ size: [2, 3] }), conv())],
  [
    'scaling by one number, and one a channel',
    () =>
      chain(new Affine({ scale: 1 / 127.5, offset: -1 }), new Affine({ scale: [1, 2, 3], offset: [-1, 0, 1] }), conv()),
  ],
  [
    'PReLU',
    () => chain(conv(), layers.prelu({}), layers.prelu({ sharedAxes: [1, 2] }), layers.flatten(), layers.prelu({})),
  ],
  [
    'thresholded and leaky ReLU',
    () => chain(conv(), layers.leakyReLU({ alpha: 0.1 }), layers.thresholdedReLU({ theta: 0.2 })),
  ],
  ['global pooling', () => chain(conv(), layers.globalAveragePooling2d({}))],
  [
    'layers that only training uses',
    () => chain(conv(), layers.dropout({ rate: 0.9 }), layers.gaussianNoise({ stddev: 9 })),
  ],
  ['concatenation of channels', () => joinedBy(layers.concatenate(), [conv()])],
  ['concatenation of rows', () => joinedBy(layers.concatenate({ axis: 1 }), [conv()])],
  ['a sum', () => joinedBy(layers.add(), [layers.reLU({})])],
  ['a mean', () => joinedBy(layers.average())],
  ['a product, and the larger and the smaller', () => joinedBy(layers.multiply())],
  ['the larger', () => joinedBy(layers.maximum())],
  ['the smaller', () => joinedBy(layers.minimum())],
])('%s gives the same on both engines', async (_, make) => {
  await startTensorflow();
  const model = make();
  const [onnx, tensorflow] = [await openEngine(model, 'onnx', { threads: 1 }), await openEngine(model, 'tensorflow')];
  onTestFinished(async () => {
    await Promise.all([onnx.dispose(), tensorflow.dispose()]);
    model.dispose();
  });
  const batch = { count: 2, data: scattered(2 * size[0] * size[1] * size[2], 99) };
  const [written, original] = [await onnx.run(batch), await tensorflow.run(batch)];
  for (const [picture, result] of original.entries()) {
    const arrays = [...result.outputs, ...result.averaged.map((map) => map.values)];
    const others = [
      ...(written[picture]?.outputs ?? []),
      ...(written[picture]?.averaged.map((map) => map.values) ?? []),
    ];
    expect(others.map((values) => values.length)).toEqual(arrays.map((values) => values.length));
    for (const [index, values] of arrays.entries()) {
      const largest = Math.max(1, ...values.map(Math.abs));
      const worst = Math.max(...values.map((value, at) => Math.abs(value - (others[index]?.[at] ?? Infinity))));
      expect(worst / largest).toBeLessThan(1e-5);
      expect(new Set(values).size).toBeGreaterThan(1);
    }
  }
});

test('what is written reads back with the same stages', async () => {
  await startTensorflow();
  const model = chain(
    layers.cropping2D({
      cropping: [
        [1, 0],
        [2, 1],
      ],
    }),
    new Affine({ scale: 1 / 255, offset: 0 }),
    conv({ padding: 'same', strides: 2, activation: 'elu' }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 2, kernelSize: 1, name: 'second', activation: 'relu' }),
    layers.flatten(),
    layers.dense({ units: 1, name: 'steering' }),
  );
  onTestFinished(() => model.dispose());
  if (model.graph.kind !== 'layers') throw new Error('no layers');
  const { bytes } = layersModelToOnnx(model.graph.layersModel, model.info.stages);
  const { info } = readOnnxModel(bytes, 'written.onnx');
  expect(info.input).toEqual({ name: 'picture', height: 9, width: 11, channels: 3, layout: 'NHWC' });
  expect(info.outputs).toEqual([{ name: 'steering', shape: [1] }]);
  expect(info.scalesInput).toBe(true);
  expect(info.parameterCount).toBe(model.info.parameterCount + 2);
  const withoutNames = (stages: typeof info.stages) =>
    stages.map(({ height, width, channels, activation, steps }) => ({
      ...{ height, width, channels, activation },
      steps: steps.map((step) => ({ ...step, layer: '' })),
    }));
  expect(withoutNames(info.stages)).toEqual(withoutNames(model.info.stages));
});

class Inverted extends layers.Layer {
  static readonly className = 'Inverted';
  override call(inputs: Tensor | Tensor[]): Tensor {
    const [input] = [inputs].flat();
    if (input === undefined) throw new Error('no input');
    return sub(onesLike(input), input);
  }
}

test('a layer without an ONNX form is named, and auto takes the other engine with the reason', async () => {
  await startTensorflow();
  const model = chain(new Inverted({ name: 'inverted' }), conv());
  onTestFinished(() => model.dispose());
  await expect(openEngine(model, 'onnx')).rejects.toMatchObject({
    code: 'unsupported-layer',
    message: expect.stringContaining('inverted (Inverted)') as string,
  });
  const engine = await openEngine(model, 'auto');
  expect(engine.info).toMatchObject({
    name: 'tensorflow',
    fallbackReason: expect.stringContaining('inverted (Inverted)') as string,
  });
  const [result] = await engine.run({ count: 1, data: scattered(297) });
  expect(result?.outputs[0]).toHaveLength(7 * 9 * 4);
  // Frame after frame the same refusal is told, not worked out again.
  const refused = (): Promise<unknown> => engine.maps([], 'mean', scattered(297)).catch((thrown: unknown) => thrown);
  const first = await refused();
  expect(first).toMatchObject({ code: 'unsupported-layer' });
  expect(await refused()).toBe(first);
});
