import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import type { Formula, FormulaFunction, FormulaOperator, ReducedAxes } from '../lambda/lambda-formula.ts';

export interface FormulaLayerConfig {
  readonly name?: string;
  readonly formula: Formula;
}

/** Arithmetic of a decoded Lambda that keeps every element in its place; the channels may become one. */
export class FormulaLayer extends layers.Layer {
  static readonly className = 'Formula';
  readonly formula: Formula;

  constructor(config: FormulaLayerConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.formula = config.formula;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return [...inputShape.slice(0, -1), spanOf(this.formula, inputShape.at(-1) ?? 0).channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const input = Array.isArray(inputs) ? inputs[0] : inputs;
    if (!input) throw new Error(`Layer ${this.name} got no input.`);
    return tf.tidy(() => evaluate(this.formula, input));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), formula: this.formula as unknown as tf.serialization.ConfigDictValue };
  }
}

/** What a formula spans: whether it still has rows and columns, and how many channels (1: the same for all). */
export interface FormulaSpan {
  readonly hasPixels: boolean;
  readonly channels: number;
}

export function spanOf(formula: Formula, channels: number): FormulaSpan {
  switch (formula.kind) {
    case 'value':
      return { hasPixels: true, channels };
    case 'constant':
      return { hasPixels: false, channels: typeof formula.value === 'number' ? 1 : formula.value.length };
    case 'function':
      return spanOf(formula.of, channels);
    case 'binary': {
      const [left, right] = [spanOf(formula.left, channels), spanOf(formula.right, channels)];
      return { hasPixels: left.hasPixels || right.hasPixels, channels: Math.max(left.channels, right.channels) };
    }
    case 'reduce': {
      const of = spanOf(formula.of, channels);
      return {
        hasPixels: of.hasPixels && formula.over === 'channels',
        channels: formula.over === 'plane' ? of.channels : 1,
      };
    }
  }
}

const operators: Readonly<Record<FormulaOperator, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
  add: tf.add,
  subtract: tf.sub,
  multiply: tf.mul,
  divide: tf.div,
  power: tf.pow,
  maximum: tf.maximum,
  minimum: tf.minimum,
};

const functions: Readonly<Record<FormulaFunction, (value: tf.Tensor) => tf.Tensor>> = {
  negative: tf.neg,
  abs: tf.abs,
  square: tf.square,
  sqrt: tf.sqrt,
  exp: tf.exp,
  log: tf.log,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  relu: tf.relu,
  elu: tf.elu,
  atan: tf.atan,
  sin: tf.sin,
  cos: tf.cos,
};

const reductions = { min: tf.min, max: tf.max, mean: tf.mean, sum: tf.sum } as const;

function evaluate(formula: Formula, input: tf.Tensor): tf.Tensor {
  switch (formula.kind) {
    case 'value':
      return input;
    case 'constant':
      return typeof formula.value === 'number' ? tf.scalar(formula.value) : tf.tensor1d([...formula.value]);
    case 'function':
      return functions[formula.name](evaluate(formula.of, input));
    case 'binary':
      return operators[formula.operator](evaluate(formula.left, input), evaluate(formula.right, input));
    case 'reduce':
      return reductions[formula.name](evaluate(formula.of, input), axesOf(formula.over, input.rank), true);
  }
}

/** Without the batch; of a vector, `picture` and `channels` are its elements. */
export function axesOf(over: ReducedAxes, rank: number): number[] {
  if (over === 'channels') return [rank - 1];
  return Array.from({ length: rank - (over === 'plane' ? 2 : 1) }, (_, axis) => axis + 1);
}

tf.serialization.registerClass(FormulaLayer);
