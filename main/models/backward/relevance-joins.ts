import { cannotGoBack } from './cannot-go-back.ts';
import { gradientStep } from './gradient-step.ts';
import type { NetworkMap } from './network-map.ts';
import { overStabilised } from './relevance-rules.ts';
import { sumToShape } from './sum-to-shape.ts';
import type { BackwardStep } from './walk-backwards.ts';

type Going = readonly (string | null)[];

/** Activations between two bounds: what they are multiplied with is the signal, they are its gate. */
const gates = new Set(['Sigmoid', 'HardSigmoid', 'Softmax', 'Tanh']);

/**
 * Takes relevance through what makes one tensor of several, place by place:
 *
 *     functions of one tensor      unchanged to that tensor: they are an activation, written out (x · sigmoid x)
 *     constants                    get nothing
 *     sums and differences         to each term as much as it contributed: R·x / ~Σ x
 *     products                     to the signal where the other factor is a gate (a sigmoid, or one number stretched over
 *                                  a map); else half to each
 *     quotients                    to the dividend
 *     maxima, minima, choices      to the winner
 */
export function throughJoin(step: BackwardStep, map: NetworkMap): Going {
  const { node } = step;
  const { input, opType } = node.proto;
  const places = input.flatMap((_, index) => (step.leads(index) ? [index] : []));
  const only = places.length === 1 || isActivation(input, map) ? places[0] : undefined;
  if (only !== undefined) return wholeTo(step, only);
  switch (opType) {
    case 'Add':
    case 'Sub':
    case 'Sum':
    case 'Mean':
      return proportionally(step);
    case 'Mul': {
      const signal = signalOf(step, map);
      return signal === null ? input.map((_, index) => halfTo(step, index)) : wholeTo(step, signal);
    }
    case 'Div':
      return wholeTo(step, 0);
    case 'Max':
    case 'Min':
    case 'Where':
      return gradientStep(step);
    default:
      throw cannotGoBack(node, 'joins tensors in a way that has no rule for relevance here', step.path);
  }
}

function isActivation(inputs: readonly string[], map: NetworkMap): boolean {
  const origins = inputs.filter((name) => !map.isFixed(name)).map((name) => map.originOf(name));
  return new Set(origins).size === 1;
}

/** What arrives, in the shape of an input: summed over what that was stretched over. */
const inShapeOf = (step: BackwardStep, index: number, tensor: string): string =>
  sumToShape(step.write, tensor, step.outputShape(0), step.inputShape(index));

const wholeTo = (step: BackwardStep, place: number): Going =>
  step.node.proto.input.map((_, index) => (index === place ? inShapeOf(step, index, step.arriving[0]!) : null));

const halfTo = (step: BackwardStep, index: number): string =>
  inShapeOf(step, index, step.write.times(step.arriving[0]!, 0.5));

function proportionally(step: BackwardStep): Going {
  const { write, node } = step;
  const s = overStabilised(write, step.arriving[0]!, step.output(0));
  const back = gradientStep({ ...step, arriving: [s] });
  return node.proto.input.map((_, index) => {
    const part = back[index] ?? null;
    return part === null ? null : write.multiply(step.input(index), part);
  });
}

/** The factor that is not a gate; null where neither is, or both are. */
function signalOf(step: BackwardStep, map: NetworkMap): 0 | 1 | null {
  const [isGate = false, isOtherGate = false] = step.node.proto.input.map(
    (name, index) => gates.has(map.makerOf(name)?.proto.opType ?? '') || isStretched(step, index),
  );
  return isGate === isOtherGate ? null : isGate ? 1 : 0;
}

function isStretched(step: BackwardStep, index: number): boolean {
  const [own, whole] = [step.inputShape(index), step.outputShape(0)];
  return own.length < whole.length || own.some((length, axis) => length === 1 && whole[axis] !== 1);
}
