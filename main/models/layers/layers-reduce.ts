import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

export type Reduction = 'mean' | 'sum' | 'max' | 'min';

export interface ReduceConfig {
  readonly name?: string;
  readonly reduction: Reduction;
  /** Counted with the batch, which is none of them. */
  readonly axes: readonly number[];
  /** Whether the axes stay, with a length of 1. */
  readonly keepDims: boolean;
}

const reductions = { mean: tf.mean, sum: tf.sum, max: tf.max, min: tf.min } as const;

/** Mean, sum or extreme along axes. */
export class Reduce extends layers.Layer {
  static readonly className = 'Reduce';
  readonly config: ReduceConfig;

  constructor(config: ReduceConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.config = config;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const { axes, keepDims } = this.config;
    return inputShape.flatMap((length, axis) => (!axes.includes(axis) ? [length] : keepDims ? [1] : []));
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const input = Array.isArray(inputs) ? inputs[0] : inputs;
    if (!input) throw new Error(`Layer ${this.name} got no input.`);
    const { reduction, axes, keepDims } = this.config;
    return reductions[reduction](input, [...axes], keepDims);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { reduction, axes, keepDims } = this.config;
    return { ...super.getConfig(), reduction, axes: [...axes], keepDims };
  }
}

tf.serialization.registerClass(Reduce);
