import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

/**
 * What is taken of one axis: `count` elements from `start` on, `step` apart, backwards where it is negative; one that is
 * taken `alone` drops the axis.
 */
export interface AxisSlice {
  readonly start: number;
  readonly step: number;
  readonly count: number;
  readonly alone: boolean;
}

export interface SliceConfig {
  readonly name?: string;
  /** Of each axis after the batch. */
  readonly axes: readonly AxisSlice[];
}

/** Python's `x[:, 2:9:2, ..., 0]`: a part of every axis but the batch. */
export class Slice extends layers.Layer {
  static readonly className = 'Slice';
  readonly axes: readonly AxisSlice[];

  constructor(config: SliceConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.axes = config.axes;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return [inputShape[0] ?? null, ...this.axes.filter(({ alone }) => !alone).map(({ count }) => count)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0] : inputs;
      if (!input) throw new Error(`Layer ${this.name} got no input.`);
      const batch = input.shape[0] ?? 1;
      const lowest = this.axes.map(({ start, step, count }) => (step > 0 ? start : start + step * (count - 1)));
      const steps = this.axes.map(({ step }) => Math.abs(step));
      const end = this.axes.map(({ count }, axis) => (lowest[axis] ?? 0) + (steps[axis] ?? 1) * (count - 1) + 1);
      const taken = tf.stridedSlice(input, [0, ...lowest], [batch, ...end], [1, ...steps]);
      const backwards = this.axes.flatMap(({ step }, axis) => (step < 0 ? [axis + 1] : []));
      const turned = backwards.length === 0 ? taken : tf.reverse(taken, backwards);
      return tf.reshape(turned, [batch, ...this.axes.filter(({ alone }) => !alone).map(({ count }) => count)]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axes: this.axes.map((axis) => ({ ...axis })) };
  }
}

tf.serialization.registerClass(Slice);
