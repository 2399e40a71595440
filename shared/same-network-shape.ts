import type { ModelInfo } from './model.ts';

/** Whether two networks are of one architecture, so that what is known by layer, stage or output goes on to hold. */
export const haveSameShape = (one: ModelInfo, other: ModelInfo): boolean =>
  JSON.stringify(shapeOf(one)) === JSON.stringify(shapeOf(other));

const shapeOf = ({ input, otherInputs, outputs, layers, stages, parameterCount, scalesInput }: ModelInfo) => [
  ...[input, otherInputs, outputs, layers],
  ...[stages, parameterCount, scalesInput],
];
