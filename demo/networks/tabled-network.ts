import * as layers from '@tensorflow/tfjs-layers';
import { seededInitializers } from './seeded-initializers.ts';

/** One network of the tables of the VisualBackProp paper. */
export interface TabledNetwork {
  readonly name: string;
  readonly input: { readonly height: number; readonly width: number; readonly channels: number };
  /** Channels of each convolution. */
  readonly filters: readonly number[];
  /** Units of each dense layer with ReLU. */
  readonly hidden: readonly number[];
  /** The last layer. */
  readonly output: { readonly name: string; readonly units: number; readonly activation: 'linear' | 'softmax' };
}

/** Torch's, in which the paper's networks were made. */
const normalisation = { epsilon: 1e-5, momentum: 0.9 };

/**
 * The paper's networks (tables I and II of its ICRA 2018 version) are all made alike: 3 × 3 convolutions without padding,
 * strides 1, 2, 1, 2, ..., a batch normalisation before and a ReLU behind each, then dense layers with ReLU behind all but the
 * last. `[batch, height, width, channels]`, 0..255, → `[batch, units]`; the network scales its input to 0..1 itself.
 */
export function buildTabledNetwork({ name, input, filters, hidden, output }: TabledNetwork, seed: number) {
  const initializer = seededInitializers(seed);
  const network = layers.sequential({ name });
  network.add(layers.layers.inputLayer({ name: 'image', inputShape: [input.height, input.width, input.channels] }));
  network.add(layers.layers.rescaling({ name: 'rescaling', scale: 1 / 255, offset: 0 }));
  for (const [index, count] of filters.entries()) {
    network.add(layers.layers.batchNormalization({ name: `norm${index + 1}`, ...normalisation }));
    network.add(
      layers.layers.conv2d({
        name: `conv${index + 1}`,
        filters: count,
        kernelSize: 3,
        strides: index % 2 === 0 ? 1 : 2,
        padding: 'valid',
        activation: 'relu',
        kernelInitializer: initializer.hidden(),
      }),
    );
  }
  network.add(layers.layers.flatten({ name: 'flatten' }));
  for (const units of hidden)
    network.add(
      layers.layers.dense({
        name: `dense${units}`,
        units,
        activation: 'relu',
        kernelInitializer: initializer.hidden(),
      }),
    );
  network.add(layers.layers.dense({ ...output, kernelInitializer: initializer.answer() }));
  return network;
}
