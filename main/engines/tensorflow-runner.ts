import type { NamedTensorMap, Tensor, Tensor4D } from '@tensorflow/tfjs-core';

/** How TF.js runs a network of one kind. */
export interface TensorflowRunner {
  /**
   * Outputs in the order of `ModelInfo.outputs`, then every stage's activations `[batch, row, column, channel]`.
   * `pictures` is `[batch, height, width, channel]`, each of `others` `[batch, ...shape]` by its input's name; call inside
   * `tf.tidy`.
   */
  predict(pictures: Tensor4D, others: NamedTensorMap): Tensor[];
  /** Frees what is the runner's own. */
  dispose(): void;
}
