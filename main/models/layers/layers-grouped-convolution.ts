import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type Shape } from '@tensorflow/tfjs-layers';

type Pair = readonly [number, number];

export interface GroupedConv2DConfig {
  readonly name?: string;
  readonly filters: number;
  /** Of equal size; filter f takes the channels of group floor(f / (filters / groups)) only. */
  readonly groups: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly dilationRate: Pair;
  readonly padding: 'valid' | 'same';
  readonly useBias: boolean;
}

/**
 * Convolution in groups of channels, `[batch, row, column, channel]`, kernel `[row, column, channel of group, filter]`, without
 * an activation. With a group for each channel it is a depthwise convolution, which may be dilated here.
 */
export class GroupedConv2D extends layers.Layer {
  static readonly className = 'GroupedConv2D';
  readonly config: GroupedConv2DConfig;

  constructor(config: GroupedConv2DConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.config = config;
  }

  override build(inputShape: Shape | Shape[]): void {
    const { kernelSize, filters, groups, useBias } = this.config;
    const channels = (inputShape as Shape).at(-1) ?? 0;
    const zeros = initializers.zeros();
    this.addWeight('kernel', [...kernelSize, channels / groups, filters], 'float32', zeros);
    if (useBias) this.addWeight('bias', [filters], 'float32', zeros);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const { kernelSize, strides, dilationRate, padding, filters } = this.config;
    const lengths = [0, 1].map((axis) => {
      const [kernel = 1, stride = 1, dilation = 1] = [kernelSize[axis], strides[axis], dilationRate[axis]];
      const taken = padding === 'same' ? 0 : dilation * (kernel - 1);
      return Math.ceil(((inputShape[axis + 1] ?? 0) - taken) / stride);
    });
    return [inputShape[0] ?? null, ...lengths, filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D | undefined;
      const [kernel, bias] = this.getWeights();
      if (!input || !kernel) throw new Error(`Layer ${this.name} got no input.`);
      const output = this.#convolve(input, kernel as tf.Tensor4D);
      return bias ? tf.add(output, bias) : output;
    });
  }

  #convolve(input: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor {
    const { filters, groups, strides, dilationRate, padding } = this.config;
    const [rows, columns, channelsOfGroup] = kernel.shape;
    const [stride, dilation] = [[...strides] as [number, number], [...dilationRate] as [number, number]];
    if (channelsOfGroup === 1) {
      const depthwise = tf.reshape(kernel, [rows, columns, groups, filters / groups]) as tf.Tensor4D;
      return tf.depthwiseConv2d(input, depthwise, stride, padding, 'NHWC', dilation);
    }
    const kernels = tf.split(kernel, groups, 3);
    const parts = tf
      .split(input, groups, 3)
      .map((part, group) =>
        tf.conv2d(part as tf.Tensor4D, kernels[group] as tf.Tensor4D, stride, padding, 'NHWC', dilation),
      );
    return tf.concat(parts, 3);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.config as unknown as tf.serialization.ConfigDict) };
  }
}

tf.serialization.registerClass(GroupedConv2D);
