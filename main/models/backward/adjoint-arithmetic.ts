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

/** To the inputs that are the output at a place, in equal parts where several are. */
const ofExtreme = ofEach((step, arriving, index) => {
  const { write, node } = step;
  const winners = node.proto.input.map((_, other) => write.isEqual(step.input(other), step.output(0)));
  return write.divide(write.multiply(arriving, winners[index]!), write.sum(winners));
});

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
  // Of a^b: b a^(b - 1) and a^b ln a.
  Pow: ofEach((step, arriving, index) => {
    const { write } = step;
    const [base, exponent] = [step.input(0), write.float(step.input(1))];
    if (index === 1) return write.multiply(arriving, write.multiply(step.output(0), write.node('Log', [base])));
    const lower = write.node('Pow', [base, write.subtract(exponent, write.scalar(1))]);
    return write.multiply(arriving, write.multiply(exponent, lower));
  }),
  Max: ofExtreme,
  Min: ofExtreme,
  Where: ofEach((step, arriving, index) => {
    const { write, node } = step;
    const isFirst = write.float(node.proto.input[0]!);
    return write.multiply(arriving, index === 1 ? isFirst : write.subtract(write.scalar(1), isFirst));
  }),
};
