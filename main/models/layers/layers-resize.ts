import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

export interface BilinearResizeConfig {
  readonly name?: string;
  readonly height: number;
  readonly width: number;
  /** `legacy`: as tf.image.resize_images of TensorFlow 1, source = index * in / out. `half-pixel`: as TensorFlow 2. */
  readonly sampling: 'legacy' | 'half-pixel';
}

/** Bilinear resizing inside the network, `[batch, height, width, channel]`. Corners are not aligned, nothing is antialiased. */
export class BilinearResize extends layers.Layer {
  static readonly className = 'BilinearResize';
  readonly height: number;
  readonly width: number;
  readonly sampling: 'legacy' | 'half-pixel';

  constructor(config: BilinearResizeConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.height = config.height;
    this.width = config.width;
    this.sampling = config.sampling;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return [inputShape[0] ?? null, this.height, this.width, inputShape[3] ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D | undefined;
    if (!input) throw new Error(`Layer ${this.name} got no input.`);
    return tf.image.resizeBilinear(input, [this.height, this.width], false, this.sampling === 'half-pixel');
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), height: this.height, width: this.width, sampling: this.sampling };
  }
}

export interface NearestResizeConfig {
  readonly name?: string;
  readonly height: number;
  readonly width: number;
}

/** Resizing to the nearest element, source = floor((index + 0.5) * in / out), as TensorFlow 2 does it. */
export class NearestResize extends layers.Layer {
  static readonly className = 'NearestResize';
  readonly height: number;
  readonly width: number;

  constructor(config: NearestResizeConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.height = config.height;
    this.width = config.width;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return [inputShape[0] ?? null, this.height, this.width, inputShape[3] ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D | undefined;
    if (!input) throw new Error(`Layer ${this.name} got no input.`);
    return tf.image.resizeNearestNeighbor(input, [this.height, this.width], false, true);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), height: this.height, width: this.width };
  }
}

tf.serialization.registerClass(BilinearResize);
tf.serialization.registerClass(NearestResize);
