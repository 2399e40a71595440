import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { seededRandom, type Random } from '../../shared/seeded-random.ts';
import { gaussian } from '../render/random.ts';
import { binOfSteering, steeringBinCount } from '../networks/steering-bins.ts';
import { lengthOf, type LabelledFrames } from './labelled-frames.ts';

export interface FitOptions {
  /** What the network answers, and with it what its error is: the squared error, or the cross-entropy in nats. */
  readonly answer: 'number' | 'bins';
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Weight of the mean activation of each convolution in the loss, beside the error; squared errors in units of the steering's variance. */
  readonly sparsity: number;
  readonly seed: number;
  /** Told how many pictures of an epoch (1, 2, ...) are behind it, and the mean error of the last batch. */
  readonly onBatch: (epoch: number, done: number, total: number, error: number) => void;
  /** Awaited after every epoch with its mean error. */
  readonly afterEpoch: (epoch: number, error: number) => Promise<void>;
}

/**
 * Trains `tapped` (outputs: the network's answer, then the activations of the stages) with Adam. The loss may also ask
 * for small activations: a convolution that does not help to steer falls silent, over sky and trees above all. The
 * learning rate falls along half a cosine.
 */
export async function fit(tapped: LayersModel, frames: LabelledFrames, options: FitOptions): Promise<void> {
  const { answer, epochs, batchSize, learningRate, sparsity, seed, onBatch, afterEpoch } = options;
  const random = seededRandom(seed);
  const variables = tapped.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const errorUnit = answer === 'number' ? varianceOf(frames.steering) : 1;
  const batchCount = Math.floor(frames.count / batchSize);
  const optimizer = tf.train.adam(learningRate) as tf.AdamOptimizer & { learningRate: number };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(frames.count, random);
    let errors = 0;
    for (let batch = 0; batch < batchCount; batch++) {
      const progress = (epoch + batch / batchCount) / epochs;
      optimizer.learningRate = learningRate * (0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * progress)));
      const chosen = order.subarray(batch * batchSize, (batch + 1) * batchSize);
      const batchError = tf.tidy(() => {
        const inputs = batchInputs(frames, chosen, random);
        const steering = Float32Array.from(chosen, (frame) => frames.steering[frame]!);
        let error: tf.Scalar | undefined;
        const { grads } = tf.variableGrads(() => {
          const [answered, ...activations] = tapped.apply(inputs, { training: true }) as tf.Tensor[];
          error = tf.keep(errorOf[answer](answered!, steering));
          let loss = tf.div(error, errorUnit);
          if (sparsity > 0)
            for (const activation of activations) loss = tf.add(loss, tf.mul(sparsity, tf.mean(activation)));
          return loss as tf.Scalar;
        }, variables);
        optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
        const value = error!.dataSync()[0]!;
        error!.dispose();
        return value;
      });
      errors += batchError;
      onBatch(epoch + 1, (batch + 1) * batchSize, batchCount * batchSize, batchError);
    }
    await afterEpoch(epoch + 1, errors / batchCount);
  }
  optimizer.dispose();
}

/** Mean over the batch. */
const errorOf: Readonly<Record<FitOptions['answer'], (answered: tf.Tensor, steering: Float32Array) => tf.Scalar>> = {
  number: (answered, steering) =>
    tf.mean(tf.squaredDifference(answered, tf.tensor2d(steering, [steering.length, 1]))) as tf.Scalar,
  bins: (answered, steering) => {
    const wanted = tf.oneHot(Array.from(steering, binOfSteering), steeringBinCount);
    // A probability may round to 0.
    const logarithms = tf.log(tf.maximum(answered, 1e-7));
    return tf.neg(tf.mean(tf.sum(tf.mul(wanted, logarithms), 1))) as tf.Scalar;
  },
};

/** Pictures of a batch, each under a little other light: brightness and contrast of the recorded ones, changed. */
function batchInputs(frames: LabelledFrames, chosen: Uint32Array, random: Random): tf.Tensor4D {
  const { height, width, channels } = frames.input;
  const length = lengthOf(frames.input);
  const batch = new Float32Array(chosen.length * length);
  for (const [index, frame] of chosen.entries()) {
    const contrast = 1 + 0.08 * gaussian(random);
    const brightness = 7 * gaussian(random) + 118 * (1 - contrast);
    const source = frame * length;
    const target = index * length;
    for (let at = 0; at < length; at++) {
      const value = frames.inputs[source + at]! * contrast + brightness;
      batch[target + at] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
  return tf.tensor4d(batch, [chosen.length, height, width, channels]);
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
