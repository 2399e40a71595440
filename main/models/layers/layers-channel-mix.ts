import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

export interface ChannelMixConfig {
  readonly name?: string;
  /** A row for each channel made, a column for each channel taken. */
  readonly matrix: readonly (readonly number[])[];
}

/** Makes channels of channels, pixel by pixel: RGB to YUV or grey, one channel of three, channels in another order. */
export class ChannelMix extends layers.Layer {
  static readonly className = 'ChannelMix';
  readonly matrix: readonly (readonly number[])[];

  constructor(config: ChannelMixConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.matrix = config.matrix;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return [...inputShape.slice(0, -1), this.matrix.length];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0] : inputs;
      if (!input) throw new Error(`Layer ${this.name} got no input.`);
      const taken = input.shape.at(-1) ?? 0;
      const matrix = tf.tensor2d(this.matrix.flat(), [this.matrix.length, taken]);
      const made = tf.matMul(tf.reshape(input, [-1, taken]) as tf.Tensor2D, matrix, false, true);
      return tf.reshape(made, [...input.shape.slice(0, -1), this.matrix.length]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), matrix: this.matrix.map((row) => [...row]) };
  }
}

tf.serialization.registerClass(ChannelMix);
