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
import type { StepBack } from './walk-backwards.ts';

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
export const gradientStep: StepBack = (step) => {
  const adjoint = adjoints[step.node.proto.opType];
  if (adjoint === undefined) throw cannotGoBack(step.node, 'has no derivative here', step.path);
  return adjoint(step);
};

export const guidedGradientStep: StepBack = (step) => (guidedAdjoints[step.node.proto.opType] ?? gradientStep)(step);
