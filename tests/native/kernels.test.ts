import { image, tensor, tensor2d, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../../main/engines/engine.ts';
import { openTensorflowEngine } from '../../main/engines/tensorflow.ts';
import { BilinearResize, NearestResize } from '../../main/models/layers/layers-resize.ts';
import type { Model } from '../../main/models/model.ts';
import { scattered, tinyModel } from '../support/tiny-models.ts';

/* Each kind of layer that networks of steering cars have, on native TensorFlow beside WebAssembly. */

const [height, width, channels] = [9, 11, 3];
const pictures = 2;
const conv = { filters: 4, kernelSize: 3, name: 'conv' };

/** A network of one layer on pictures of 9 x 11 x 3, its weights scattered over -1..1; variances over 0.1..1.1. */
async function networkOf(layer: layers.Layer): Promise<Model> {
  const model = await tinyModel([height, width, channels], [[layer]]);
  const weights = layer.weights.map((weight, index) => {
    const shape = weight.shape as number[];
    const size = shape.reduce((product, length) => product * length, 1);
    const values = scattered(size, index + 1);
    return tensor(weight.name.includes('variance') ? values.map((value) => Math.abs(value) + 0.1) : values, shape);
  });
  layer.setWeights(weights);
  onTestFinished(() => model.dispose());
  return model;
}

async function answersOf(engine: Engine): Promise<readonly (readonly number[])[]> {
  const data = scattered(pictures * height * width * channels, 9);
  const results = await engine.run({ count: pictures, data });
  await engine.dispose();
  return results.flatMap(({ outputs, averaged }) =>
    [...outputs, ...averaged.map((map) => map.values)].map((values) => [...values]),
  );
}

test.each<[string, () => layers.Layer]>([
  ['a convolution', () => layers.conv2d(conv)],
  ['a convolution with ReLU', () => layers.conv2d({ ...conv, activation: 'relu' })],
  ['a convolution with ELU', () => layers.conv2d({ ...conv, activation: 'elu' })],
  ['a strided convolution that pads', () => layers.conv2d({ ...conv, strides: 2, padding: 'same' })],
  ['a dilated convolution', () => layers.conv2d({ ...conv, dilationRate: 2 })],
  ['a depthwise convolution', () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' })],
  ['a strided depthwise convolution', () => layers.depthwiseConv2d({ kernelSize: 3, strides: [2, 2] })],
  ['a separable convolution', () => layers.separableConv2d({ ...conv, activation: 'relu' })],
  ['a transposed convolution', () => layers.conv2dTranspose({ ...conv, strides: 2, padding: 'same' })],
  ['batch normalisation', () => layers.batchNormalization({})],
  ['ELU', () => layers.elu()],
  ['leaky ReLU', () => layers.leakyReLU({ alpha: 0.3 })],
  ['PReLU', () => layers.prelu({})],
  ['a capped ReLU', () => layers.reLU({ maxValue: 0.5 })],
  ['SELU', () => layers.activation({ activation: 'selu' })],
  ['tanh', () => layers.activation({ activation: 'tanh' })],
  ['sigmoid', () => layers.activation({ activation: 'sigmoid' })],
  ['hard sigmoid', () => layers.activation({ activation: 'hardSigmoid' })],
  ['softplus', () => layers.activation({ activation: 'softplus' })],
  ['softmax', () => layers.softmax({ axis: -1 })],
  ['max pooling', () => layers.maxPooling2d({ poolSize: 2 })],
  ['max pooling that pads', () => layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
  ['average pooling', () => layers.averagePooling2d({ poolSize: 2 })],
  ['average pooling that pads', () => layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
  ['the mean of the map', () => layers.globalAveragePooling2d({})],
  ['the largest of the map', () => layers.globalMaxPooling2d({})],
  ['up-sampling', () => layers.upSampling2d({ size: [2, 3] })],
  [
    'cropping',
    () =>
      layers.cropping2D({
        cropping: [
          [1, 2],
          [0, 3],
        ],
      }),
  ],
  [
    'zero padding',
    () =>
      layers.zeroPadding2d({
        padding: [
          [1, 0],
          [2, 3],
        ],
      }),
  ],
  ['a legacy bilinear resize', () => new BilinearResize({ height: 5, width: 17, sampling: 'legacy' })],
  ['a bilinear resize', () => new BilinearResize({ height: 14, width: 6, sampling: 'half-pixel' })],
  ['a nearest resize', () => new NearestResize({ height: 4, width: 20 })],
  ['flattening', () => layers.flatten()],
  ['swapped axes', () => layers.permute({ dims: [3, 1, 2] })],
])('%s gives on native TensorFlow what it gives on WebAssembly', async (_, layer) => {
  const model = await networkOf(layer());
  const native = await openTensorflowEngine(model);
  const webAssembly = await openTensorflowEngine(model, 'wasm');
  expect(native.info.deviceKind).toMatch(/^(cpu|cuda)$/);
  expect(webAssembly.info.deviceKind).toBe('wasm');
  const [found, expected] = [await answersOf(native), await answersOf(webAssembly)];
  expect(expected.flat().some((value) => value !== 0)).toBe(true);
  expect(found).toEqual(expected.map((values) => values.map((value) => expect.closeTo(value, 5))));
});

/** An operation that the native package does not have. */
class Sheared extends layers.Layer {
  static readonly className = 'Sheared';

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [pictures] = [inputs].flat();
    return image.transform(pictures as Tensor4D, tensor2d([[1, 1, 0, 0, 1, 0, 0, 0]]));
  }
}

test('what the native package cannot compute goes to WebAssembly, with the reason', async () => {
  const engine = await openTensorflowEngine(await networkOf(new Sheared({})));
  expect(engine.info).toMatchObject({
    deviceKind: 'wasm',
    fallbackReason: expect.stringContaining("Kernel 'Transform' not registered for backend 'tensorflow'") as string,
  });
  expect((await answersOf(engine)).flat().some((value) => value !== 0)).toBe(true);
});
