import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

export interface ShapedReluConfig {
  readonly name?: string;
  /** Null: without bound. */
  readonly highest: number | null;
  /** Of what lies below the threshold. */
  readonly slope: number;
  readonly threshold: number;
}

/** Keras's ReLU with all its settings: min(x, highest) from the threshold on, slope * (x - threshold) below. */
export class ShapedRelu extends layers.Layer {
  static readonly className = 'ShapedRelu';
  readonly config: ShapedReluConfig;

  constructor(config: ShapedReluConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.config = config;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = only(inputs, this.name);
      const { highest, slope, threshold } = this.config;
      const above = highest === null ? input : tf.minimum(input, highest);
      return tf.where(tf.greaterEqual(input, threshold), above, tf.mul(slope, tf.sub(input, threshold)));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { highest, slope, threshold } = this.config;
    return { ...super.getConfig(), highest, slope, threshold };
  }
}

export interface ScaledEluConfig {
  readonly name?: string;
  readonly alpha: number;
}

/** x from 0 on, alpha * (exp(x) - 1) below. */
export class ScaledElu extends layers.Layer {
  static readonly className = 'ScaledElu';
  readonly alpha: number;

  constructor(config: ScaledEluConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.alpha = config.alpha;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = only(inputs, this.name);
      return tf.add(tf.relu(input), tf.mul(this.alpha, tf.elu(tf.minimum(input, 0))));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), alpha: this.alpha };
  }
}

function only(inputs: tf.Tensor | tf.Tensor[], name: string): tf.Tensor {
  const input = Array.isArray(inputs) ? inputs[0] : inputs;
  if (!input) throw new Error(`Layer ${name} got no input.`);
  return input;
}

tf.serialization.registerClass(ShapedRelu);
tf.serialization.registerClass(ScaledElu);
