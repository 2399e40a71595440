import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

export type Combination = 'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'maximum' | 'minimum';

export interface CombineConfig {
  readonly name?: string;
  readonly operation: Combination;
}

const operations: Readonly<Record<Combination, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
  add: tf.add,
  subtract: tf.sub,
  multiply: tf.mul,
  divide: tf.div,
  power: tf.pow,
  maximum: tf.maximum,
  minimum: tf.minimum,
};

/** Arithmetic of two tensors, element by element; lengths of 1 stretch, and axes missing at the front are added, as in NumPy. */
export class Combine extends layers.Layer {
  static readonly className = 'Combine';
  readonly operation: Combination;

  constructor(config: CombineConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.operation = config.operation;
  }

  override computeOutputShape(inputShapes: Shape | Shape[]): Shape {
    const [a = [], b = []] = inputShapes as Shape[];
    const rank = Math.max(a.length, b.length);
    return Array.from({ length: rank }, (_, axis) => {
      const [left, right] = [a, b].map((shape) => {
        const at = axis - (rank - shape.length);
        return at < 0 ? 1 : (shape[at] ?? null);
      });
      if (axis === 0) return null;
      if (left !== 1 && right !== 1 && left !== right) throw new Error(`lengths ${left} and ${right} do not fit`);
      return left === 1 ? (right ?? null) : (left ?? null);
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [a, b] = inputs as tf.Tensor[];
    if (!a || !b) throw new Error(`Layer ${this.name} takes two inputs.`);
    return operations[this.operation](a, b);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), operation: this.operation };
  }
}

tf.serialization.registerClass(Combine);
