import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { gaussian, seededRandom, type Random } from '../render/random.ts';
import { inputLength, networkInput, type LabelledFrames } from './labelled-frames.ts';

export interface FitOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Weight of the mean activation of each convolution in the loss, beside the squared error in units of variance. */
  readonly sparsity: number;
  readonly seed: number;
  /** Awaited after every epoch (1, 2, ...) with its mean squared error. */
  readonly afterEpoch: (epoch: number, meanSquaredError: number) => Promise<void>;
}

/**
 * Trains `tapped` (outputs: steering, then the activations of the convolutions) with Adam. The loss also asks
 * for small activations: a convolution that does not help to steer falls silent, over sky and trees above all. The
 * learning rate falls along half a cosine.
 */
export async function fit(tapped: LayersModel, frames: LabelledFrames, options: FitOptions): Promise<void> {
  const { epochs, batchSize, learningRate, sparsity, seed, afterEpoch } = options;
  const random = seededRandom(seed);
  const variables = tapped.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const variance = varianceOf(frames.steering);
  const batchCount = Math.floor(frames.count / batchSize);
  const optimizer = tf.train.adam(learningRate) as tf.AdamOptimizer & { learningRate: number };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(frames.count, random);
    let squaredErrors = 0;
    for (let batch = 0; batch < batchCount; batch++) {
      const progress = (epoch + batch / batchCount) / epochs;
      optimizer.learningRate = learningRate * (0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * progress)));
      const chosen = order.subarray(batch * batchSize, (batch + 1) * batchSize);
      squaredErrors += tf.tidy(() => {
        const inputs = batchInputs(frames, chosen, random);
        const target = tf.tensor2d(
          Float32Array.from(chosen, (frame) => frames.steering[frame]!),
          [batchSize, 1],
        );
        let error: tf.Scalar | undefined;
        const { grads } = tf.variableGrads(() => {
          const [steering, ...activations] = tapped.apply(inputs, { training: true }) as tf.Tensor[];
          error = tf.keep(tf.mean(tf.squaredDifference(steering!, target)) as tf.Scalar);
          let loss = tf.div(error, variance);
          for (const activation of activations) loss = tf.add(loss, tf.mul(sparsity, tf.mean(activation)));
          return loss as tf.Scalar;
        }, variables);
        optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
        const value = error!.dataSync()[0]!;
        error!.dispose();
        return value;
      });
    }
    await afterEpoch(epoch + 1, squaredErrors / batchCount);
  }
  optimizer.dispose();
}

/** Pictures of a batch, each under a little other light: brightness and contrast of the recorded ones, changed. */
function batchInputs(frames: LabelledFrames, chosen: Uint32Array, random: Random): tf.Tensor4D {
  const batch = new Float32Array(chosen.length * inputLength);
  for (const [index, frame] of chosen.entries()) {
    const contrast = 1 + 0.08 * gaussian(random);
    const brightness = 7 * gaussian(random) + 118 * (1 - contrast);
    const source = frame * inputLength;
    const target = index * inputLength;
    for (let at = 0; at < inputLength; at++) {
      const value = frames.inputs[source + at]! * contrast + brightness;
      batch[target + at] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
  return tf.tensor4d(batch, [chosen.length, networkInput.height, networkInput.width, networkInput.channels]);
}

/** 0..count-1 in random order (Fisher-Yates). */
function shuffled(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

function varianceOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
