import { intAttribute } from '../onnx/onnx-attributes.ts';
import { fromFront } from '../onnx/onnx-reshaping-rules.ts';
import { numbersFor, openLengths } from './adjoint-shapes.ts';
import { cannotGoBack } from './cannot-go-back.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

interface Reduction {
  /** What arrives, with the axes that are gone as 1. */
  readonly arriving: string;
  /** What was given, with the axes that are gone as 1. */
  readonly result: string;
  readonly axes: readonly number[];
  /** How many numbers each of the result is made of. */
  readonly count: number;
}

/** The axes that a node takes together, or null for none. @throws SteerscopeError `unsupported-layer` where they are not known. */
function reducedAxes(step: BackwardStep): readonly number[] {
  const { node } = step;
  const rank = step.inputShape(0).length;
  const all = Array.from({ length: rank }, (_, axis) => axis);
  if (node.proto.opType.startsWith('Global')) return all.slice(2);
  const axes = numbersFor(step, 'axes', 1)?.map((axis) => fromFront(axis, rank));
  if (axes && axes.length > 0) return axes;
  return intAttribute(node.proto, 'noop_with_empty_axes', 0) === 0 ? all : [];
}

const reducing =
  (back: (step: BackwardStep, reduction: Reduction) => string): StepBack =>
  (step) => {
    const { write } = step;
    const shape = step.inputShape(0);
    const axes = reducedAxes(step);
    const lengths = axes.map((axis) => shape[axis] ?? null);
    if (lengths.includes(null)) throw cannotGoBack(step.node, 'takes the pictures of a batch together', step.path);
    const kept = openLengths(
      step,
      shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
    );
    const reduction = {
      arriving: write.reshape(step.arriving[0]!, kept),
      result: write.reshape(step.output(0), kept),
      axes,
      count: lengths.reduce<number>((product, length) => product * (length ?? 1), 1),
    };
    return [back(step, reduction)];
  };

const toAll = (step: BackwardStep, tensor: string): string =>
  step.write.add(tensor, step.write.zerosLike(step.node.proto.input[0]!));

const summing = reducing((step, { arriving }) => toAll(step, arriving));
const averaging = reducing((step, { arriving, count }) => toAll(step, step.write.times(arriving, 1 / count)));

/** To the extreme number, in equal parts where several are. */
const extreme = reducing((step, { arriving, result, axes }) => {
  const { write } = step;
  const isWinner = write.isEqual(step.input(0), result);
  return write.multiply(isWinner, write.divide(arriving, write.sumOver(isWinner, axes, true)));
});

/** Operators that make one number of those along some axes. */
export const reductionAdjoints: Readonly<Record<string, StepBack>> = {
  ReduceSum: summing,
  ReduceMean: averaging,
  GlobalAveragePool: averaging,
  ReduceMax: extreme,
  ReduceMin: extreme,
  GlobalMaxPool: extreme,
  ReduceSumSquare: reducing((step, { arriving }) => step.write.multiply(step.write.times(step.input(0), 2), arriving)),
  // Of √Σ x²: x over the root.
  ReduceL2: reducing((step, { arriving, result }) =>
    step.write.multiply(step.input(0), step.write.divide(arriving, result)),
  ),
};
