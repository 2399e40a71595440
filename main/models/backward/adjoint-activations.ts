import { floatAttribute } from '../onnx/onnx-attributes.ts';
import { slopes, type Slope } from './activation-slopes.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

const isPositive = ({ write }: BackwardStep, tensor: string): string => write.isGreater(tensor, write.scalar(0));

/** 1 where `mask` is 1, `otherwise` where it is 0. */
function oneOr({ write }: BackwardStep, mask: string, otherwise: string): string {
  return write.add(mask, write.multiply(write.subtract(write.scalar(1), mask), otherwise));
}

/** At 0 that of the left side, as frameworks have it for ReLU: 0; so too at both ends of a Clip. */
const rectifiers: Readonly<Record<string, Slope>> = {
  Relu: (step) => isPositive(step, step.output(0)),
  LeakyRelu: (step) => {
    const alpha = floatAttribute(step.node.proto, 'alpha', 0.01);
    return oneOr(step, isPositive(step, step.input(0)), step.write.scalar(alpha));
  },
  PRelu: (step) => oneOr(step, isPositive(step, step.input(0)), step.input(1)),
  ThresholdedRelu: (step) => {
    const alpha = floatAttribute(step.node.proto, 'alpha', 1);
    return step.write.isGreater(step.input(0), step.write.scalar(alpha));
  },
  // Below 0 the output is alpha (e^x - 1), so that the slope alpha e^x is the output + alpha.
  Elu: (step) => {
    const alpha = floatAttribute(step.node.proto, 'alpha', 1);
    return oneOr(step, isPositive(step, step.input(0)), step.write.add(step.output(0), step.write.scalar(alpha)));
  },
  // Below 0: alpha (e^(x / alpha) - 1), with the slope e^(x / alpha).
  Celu: (step) => {
    const below = step.write.times(step.output(0), 1 / floatAttribute(step.node.proto, 'alpha', 1));
    return oneOr(step, isPositive(step, step.input(0)), step.write.add(below, step.write.scalar(1)));
  },
  // gamma times an Elu.
  Selu: (step) => {
    const { write } = step;
    const alpha = floatAttribute(step.node.proto, 'alpha', 1.6732632423543772);
    const gamma = floatAttribute(step.node.proto, 'gamma', 1.0507009873554805);
    const below = write.add(write.times(step.output(0), 1 / gamma), write.scalar(alpha));
    return write.times(oneOr(step, isPositive(step, step.input(0)), below), gamma);
  },
  Clip: (step) => {
    const { write, node } = step;
    const bound = (name: string, index: number): string | null => {
      if (node.proto.input[index]) return step.input(index);
      return node.proto.attribute.some((one) => one.name === name)
        ? write.scalar(floatAttribute(node.proto, name, 0))
        : null;
    };
    const [lowest, highest] = [bound('min', 1), bound('max', 2)];
    const inside = [
      ...(lowest === null ? [] : [write.isGreater(step.input(0), lowest)]),
      ...(highest === null ? [] : [write.isGreater(highest, step.input(0))]),
    ];
    return inside.reduce((both, one) => write.multiply(both, one), write.scalar(1));
  },
};

const bySlope =
  (slope: Slope): StepBack =>
  (step) => [step.write.multiply(step.arriving[0]!, slope(step))];

/** As by the slope, but nothing negative goes on (Springenberg et al. 2014, arXiv 1412.6806, section 3.4). */
const guided =
  (slope: Slope): StepBack =>
  (step) => [step.write.multiply(step.write.node('Relu', [step.arriving[0]!]), slope(step))];

const each = (functions: Readonly<Record<string, Slope>>, way: (slope: Slope) => StepBack) =>
  Object.fromEntries(Object.entries(functions).map(([opType, slope]) => [opType, way(slope)]));

/** Functions of one number. */
export const activationAdjoints: Readonly<Record<string, StepBack>> = each({ ...rectifiers, ...slopes }, bySlope);

/** Instead of those of `activationAdjoints`, for guided backpropagation. */
export const guidedAdjoints: Readonly<Record<string, StepBack>> = each(rectifiers, guided);
