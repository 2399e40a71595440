import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

export interface AffineConfig {
  readonly name?: string;
  /** One number, or one per channel. */
  readonly scale: number | readonly number[];
  readonly offset: number | readonly number[];
}

/** value * scale + offset along the last axis: a decoded Lambda, or Keras's Rescaling. Keeps the shape. */
export class Affine extends layers.Layer {
  static readonly className = 'Affine';
  readonly scale: number | readonly number[];
  readonly offset: number | readonly number[];

  constructor(config: AffineConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.scale = config.scale;
    this.offset = config.offset;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0] : inputs;
      if (!input) throw new Error(`Layer ${this.name} got no input.`);
      return tf.add(tf.mul(input, asConstant(this.scale)), asConstant(this.offset));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), scale: toConfig(this.scale), offset: toConfig(this.offset) };
  }
}

function asConstant(values: number | readonly number[]): tf.Tensor {
  return typeof values === 'number' ? tf.scalar(values) : tf.tensor1d([...values]);
}

function toConfig(values: number | readonly number[]): number | number[] {
  return typeof values === 'number' ? values : [...values];
}

tf.serialization.registerClass(Affine);
