import { intsAttribute } from '../onnx/onnx-attributes.ts';
import type { StepBack } from './walk-backwards.ts';

/** What keeps the order of the elements, whatever the axes are. */
const reshaping: StepBack = ({ write, node, arriving }) => [write.reshapeLike(arriving[0]!, node.proto.input[0]!)];

const nothing: StepBack = ({ arriving }) => [arriving[0] ?? null];

const transposing: StepBack = (step) => {
  const rank = step.inputShape(0).length;
  const order = intsAttribute(step.node.proto, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  const back = order.map((_, axis) => order.indexOf(axis));
  return [step.write.transpose(step.arriving[0]!, back)];
};

/** Operators that give each element another place, or keep it. */
export const shapeAdjoints: Readonly<Record<string, StepBack>> = {
  Identity: nothing,
  Dropout: nothing,
  Cast: nothing,
  Reshape: reshaping,
  Flatten: reshaping,
  Squeeze: reshaping,
  Unsqueeze: reshaping,
  Transpose: transposing,
};
