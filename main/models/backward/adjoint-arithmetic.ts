import { sumToShape } from './sum-to-shape.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

/** Of each input that leads on: `part` of what arrives, in the shape of the output, summed to the input's. */
const ofEach =
  (part: (step: BackwardStep, arriving: string, index: number) => string): StepBack =>
  (step) =>
    step.node.proto.input.map((_, index) =>
      step.leads(index)
        ? sumToShape(step.write, part(step, step.arriving[0]!, index), step.outputShape(0), step.inputShape(index))
        : null,
    );

/** Operators on numbers that stand at one place, smaller tensors stretched over larger ones. */
export const arithmeticAdjoints: Readonly<Record<string, StepBack>> = {
  Add: ofEach((_, arriving) => arriving),
  Sum: ofEach((_, arriving) => arriving),
  Mean: ofEach(({ write, node }, arriving) => write.times(arriving, 1 / node.proto.input.length)),
  Sub: ofEach(({ write }, arriving, index) => (index === 0 ? arriving : write.node('Neg', [arriving]))),
  Mul: ofEach((step, arriving, index) => step.write.multiply(arriving, step.input(1 - index))),
  // Of a / b by b: -a / b² is minus the quotient over b.
  Div: ofEach((step, arriving, index) => {
    const { write } = step;
    const quotient = write.divide(arriving, step.input(1));
    return index === 0 ? quotient : write.node('Neg', [write.multiply(quotient, step.output(0))]);
  }),
};
