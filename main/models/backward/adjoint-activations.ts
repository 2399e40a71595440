import { floatAttribute } from '../onnx/onnx-attributes.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

/** The derivative of an activation at every element, from what went in and what came out. */
type Derivative = (step: BackwardStep) => string;

const isPositive = ({ write }: BackwardStep, tensor: string): string => write.isGreater(tensor, write.scalar(0));

/** 1 where `mask` is 1, `otherwise` where it is 0. */
function oneOr({ write }: BackwardStep, mask: string, otherwise: string): string {
  return write.add(mask, write.multiply(write.subtract(write.scalar(1), mask), otherwise));
}

/**
 * Derivatives by operator (onnx.ai/onnx/operators). At a kink it is that of the left side, as frameworks have it for ReLU:
 * 0 at 0.
 */
const rectifiers: Readonly<Record<string, Derivative>> = {
  Relu: (step) => isPositive(step, step.output(0)),
  LeakyRelu: (step) => {
    const alpha = floatAttribute(step.node.proto, 'alpha', 0.01);
    return oneOr(step, isPositive(step, step.input(0)), step.write.scalar(alpha));
  },
  // Below 0 the output is alpha (e^x - 1), so that its derivative alpha e^x is the output + alpha.
  Elu: (step) => {
    const alpha = floatAttribute(step.node.proto, 'alpha', 1);
    const below = step.write.add(step.output(0), step.write.scalar(alpha));
    return oneOr(step, isPositive(step, step.input(0)), below);
  },
};

const squashers: Readonly<Record<string, Derivative>> = {
  Sigmoid: (step) => step.write.multiply(step.output(0), step.write.subtract(step.write.scalar(1), step.output(0))),
  Tanh: (step) => step.write.subtract(step.write.scalar(1), step.write.multiply(step.output(0), step.output(0))),
};

const byDerivative =
  (derivative: Derivative): StepBack =>
  (step) => [step.write.multiply(step.arriving[0]!, derivative(step))];

/** As by the derivative, but nothing negative goes on (Springenberg et al. 2014, arXiv 1412.6806, section 3.4). */
const guided =
  (derivative: Derivative): StepBack =>
  (step) => [step.write.multiply(step.write.node('Relu', [step.arriving[0]!]), derivative(step))];

const each = (derivatives: Readonly<Record<string, Derivative>>, way: (derivative: Derivative) => StepBack) =>
  Object.fromEntries(Object.entries(derivatives).map(([opType, derivative]) => [opType, way(derivative)]));

export const activationAdjoints: Readonly<Record<string, StepBack>> = each(
  { ...rectifiers, ...squashers },
  byDerivative,
);

/** Instead of those of `activationAdjoints`, for guided backpropagation. */
export const guidedAdjoints: Readonly<Record<string, StepBack>> = each(rectifiers, guided);
