import type { Stage } from '../../../shared/geometry.ts';

const neverNegative = new Set(['relu', 'relu6', 'thresholded-relu', 'sigmoid', 'hard-sigmoid', 'softplus', 'softmax']);

/**
 * Whether negative activations of the stage count as 0 before they are averaged. VisualBackProp reads feature maps
 * behind a ReLU, where there are none; behind an ELU, say, they would flip the sign of the mask from layer to layer.
 */
export function takesPositivePart(stage: Stage): boolean {
  return !neverNegative.has(stage.activation);
}
