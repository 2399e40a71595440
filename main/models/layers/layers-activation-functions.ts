import * as tf from '@tensorflow/tfjs-core';

/** Registers activation functions of Keras that TF.js lacks, for `layers.activation` and the setting `activation`. */
function registerActivation(className: string, compute: (input: tf.Tensor) => tf.Tensor): void {
  class KerasActivation extends tf.serialization.Serializable {
    static readonly className = className;
    apply(input: tf.Tensor): tf.Tensor {
      return tf.tidy(() => compute(input));
    }
    override getConfig(): tf.serialization.ConfigDict {
      return {};
    }
  }
  tf.serialization.registerClass(KerasActivation);
}

const relu6OfShifted = (x: tf.Tensor): tf.Tensor => tf.div(tf.relu6(tf.add(x, 3)), 6);

registerActivation('exponential', tf.exp);
registerActivation('leakyRelu', (x) => tf.leakyRelu(x, 0.2));
registerActivation('hardSigmoidOfKeras3', relu6OfShifted);
registerActivation('hardSwish', (x) => tf.mul(x, relu6OfShifted(x)));
registerActivation('logSigmoid', (x) => tf.neg(tf.softplus(tf.neg(x))));
