import { activationAdjoints, guidedAdjoints } from './adjoint-activations.ts';
import { arithmeticAdjoints } from './adjoint-arithmetic.ts';
import { matrixAdjoints } from './adjoint-matrices.ts';
import { normalisationAdjoints } from './adjoint-normalisation.ts';
import { poolingAdjoints } from './adjoint-pooling.ts';
import { reductionAdjoints } from './adjoint-reductions.ts';
import { resizeAdjoints } from './adjoint-resize.ts';
import { shapeAdjoints } from './adjoint-shapes.ts';
import { windowAdjoints } from './adjoint-windows.ts';
import { cannotGoBack } from './cannot-go-back.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

const adjoints: Readonly<Record<string, StepBack>> = {
  ...windowAdjoints,
  ...matrixAdjoints,
  ...arithmeticAdjoints,
  ...shapeAdjoints,
  ...poolingAdjoints,
  ...reductionAdjoints,
  ...resizeAdjoints,
  ...normalisationAdjoints,
  ...activationAdjoints,
};

/** Takes a gradient through any operator that has an adjoint here. */
export const gradientStep: StepBack = (step) => through(step, adjoints[step.node.proto.opType]);

export const guidedGradientStep: StepBack = (step) => {
  const { opType } = step.node.proto;
  return through(step, guidedAdjoints[opType] ?? adjoints[opType]);
};

function through(step: BackwardStep, adjoint: StepBack | undefined): readonly (string | null)[] {
  const { node, path } = step;
  if (adjoint === undefined) throw cannotGoBack(node, 'has no derivative here', path);
  const going = adjoint(step);
  // Most adjoints know the first input alone: the others, weights and bounds, are constants in all but a few networks.
  if (node.proto.input.some((_, index) => step.leads(index) && !going[index]))
    throw cannotGoBack(node, 'has weights or bounds that depend on the picture', path);
  return going;
}
