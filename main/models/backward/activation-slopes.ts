import { floatAttribute, textAttribute } from '../onnx/onnx-attributes.ts';
import type { BackwardStep } from './walk-backwards.ts';

/** The derivative of a function of one number, at every element, from what went in and what came out. */
export type Slope = (step: BackwardStep) => string;

const one = ({ write }: BackwardStep): string => write.scalar(1);
const square = ({ write }: BackwardStep, tensor: string): string => write.multiply(tensor, tensor);
const inverse = ({ write }: BackwardStep, tensor: string): string => write.node('Reciprocal', [tensor]);

/** 1 where `low` < the input < `high`. */
function isBetween(step: BackwardStep, tensor: string, low: number, high: number): string {
  const { write } = step;
  return write.multiply(write.isGreater(tensor, write.scalar(low)), write.isGreater(write.scalar(high), tensor));
}

/** x · sigmoid(a x): s + a x s (1 − s). */
function swish(step: BackwardStep, alpha: number): string {
  const { write } = step;
  const scaled = write.times(step.input(0), alpha);
  const sigmoid = write.node('Sigmoid', [scaled]);
  const rest = write.multiply(scaled, write.subtract(one(step), sigmoid));
  return write.multiply(sigmoid, write.add(one(step), rest));
}

/** x Φ(x): Φ(x) + x φ(x). */
function gelu(step: BackwardStep): string {
  const { write } = step;
  const x = step.input(0);
  const error = write.node('Erf', [write.times(x, Math.SQRT1_2)]);
  const share = write.times(write.add(error, one(step)), 0.5);
  const density = write.times(write.node('Exp', [write.times(square(step, x), -0.5)]), 1 / Math.sqrt(2 * Math.PI));
  return write.add(share, write.multiply(x, density));
}

/** x (1 + t) / 2 with t = tanh(u), u = √(2/π) (x + 0.044715 x³). */
function geluByTanh(step: BackwardStep): string {
  const { write } = step;
  const x = step.input(0);
  const factor = Math.sqrt(2 / Math.PI);
  const cube = write.add(one(step), write.times(square(step, x), 0.044715));
  const t = write.node('Tanh', [write.times(write.multiply(x, cube), factor)]);
  const slopeOfU = write.times(write.add(one(step), write.times(square(step, x), 3 * 0.044715)), factor);
  const slopeOfT = write.multiply(write.subtract(one(step), square(step, t)), slopeOfU);
  const twice = write.add(write.add(one(step), t), write.multiply(x, slopeOfT));
  return write.times(twice, 0.5);
}

const eitherGelu: Slope = (step) =>
  textAttribute(step.node.proto, 'approximate', 'none') === 'tanh' ? geluByTanh(step) : gelu(step);

/** Smooth functions and those that squash, by operator (onnx.ai/onnx/operators). */
export const slopes: Readonly<Record<string, Slope>> = {
  Sigmoid: (step) => step.write.multiply(step.output(0), step.write.subtract(one(step), step.output(0))),
  HardSigmoid: (step) =>
    step.write.times(isBetween(step, step.output(0), 0, 1), floatAttribute(step.node.proto, 'alpha', 0.2)),
  // x · hard sigmoid with a slope of 1/6: 0 below −3, 1 above 3, x / 3 + 1/2 between.
  HardSwish: (step) => {
    const { write } = step;
    const x = step.input(0);
    const between = write.add(write.times(x, 1 / 3), write.scalar(0.5));
    return write.add(write.multiply(isBetween(step, x, -3, 3), between), write.isGreater(x, write.scalar(3)));
  },
  Swish: (step) => swish(step, floatAttribute(step.node.proto, 'alpha', 1)),
  'com.microsoft.QuickGelu': (step) => swish(step, floatAttribute(step.node.proto, 'alpha', 1.702)),
  Gelu: eitherGelu,
  'com.microsoft.Gelu': gelu,
  // x · t with t = tanh(softplus x): t + x (1 − t²) sigmoid(x).
  Mish: (step) => {
    const { write } = step;
    const x = step.input(0);
    const t = write.node('Tanh', [write.node('Softplus', [x])]);
    const slopeOfT = write.multiply(write.subtract(one(step), square(step, t)), write.node('Sigmoid', [x]));
    return write.add(t, write.multiply(x, slopeOfT));
  },
  Softplus: (step) => step.write.node('Sigmoid', [step.input(0)]),
  Softsign: (step) => inverse(step, square(step, step.write.add(one(step), step.write.node('Abs', [step.input(0)])))),
  Tanh: (step) => step.write.subtract(one(step), square(step, step.output(0))),
  Erf: (step) =>
    step.write.times(
      step.write.node('Exp', [step.write.node('Neg', [square(step, step.input(0))])]),
      2 / Math.sqrt(Math.PI),
    ),
  Exp: (step) => step.output(0),
  Log: (step) => inverse(step, step.input(0)),
  Sqrt: (step) => step.write.times(inverse(step, step.output(0)), 0.5),
  Reciprocal: (step) => step.write.node('Neg', [square(step, step.output(0))]),
  Neg: ({ write }) => write.scalar(-1),
  Abs: (step) => {
    const zero = step.write.scalar(0);
    return step.write.subtract(step.write.isGreater(step.input(0), zero), step.write.isGreater(zero, step.input(0)));
  },
  Sin: (step) => step.write.node('Cos', [step.input(0)]),
  Cos: (step) => step.write.node('Neg', [step.write.node('Sin', [step.input(0)])]),
  Tan: (step) => step.write.add(one(step), square(step, step.output(0))),
  Atan: (step) => inverse(step, step.write.add(one(step), square(step, step.input(0)))),
};
