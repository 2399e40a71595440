import * as tf from '@tensorflow/tfjs-core';

/** The methods of tensors that kernels of the native package call: the whole of TF.js adds them, its core does not. */
export function addTensorMethods(): void {
  const methods = {
    add(this: tf.Tensor, other: tf.TensorLike) {
      return tf.add(this, other);
    },
    sub(this: tf.Tensor, other: tf.TensorLike) {
      return tf.sub(this, other);
    },
    mul(this: tf.Tensor, other: tf.TensorLike) {
      return tf.mul(this, other);
    },
    toInt(this: tf.Tensor) {
      return tf.cast(this, 'int32');
    },
    toFloat(this: tf.Tensor) {
      return tf.cast(this, 'float32');
    },
  };
  Object.assign(tf.Tensor.prototype, methods);
}
