import type { SessionState } from '../session.ts';
import type { SteeringOutputUnit } from '../steering-output.ts';
import { steeringFullScale, type SteeringScale } from './steering-gauge.ts';

type Steers = Pick<SessionState, 'drive' | 'steering'>;

/** What recorded and predicted steering are drawn in; where the two differ there is no error between them. */
export interface ShownUnits {
  readonly unit: SteeringOutputUnit;
  readonly predictedUnit: SteeringOutputUnit;
}

/** Shares of full lock where neither the drive nor the preprocessing says. */
export function shownUnits({ drive, steering }: Steers): ShownUnits {
  const unit = drive?.steering?.unit ?? steering?.predictedUnit ?? 'normalised';
  return { unit, predictedUnit: steering?.predictedUnit ?? unit };
}

/** The scales of the two wheels, wide enough for these numbers. `predictedScale`: null where one scale serves both. */
export function steeringScales(
  state: Steers,
  recorded: ArrayLike<number> | null,
  predicted: ArrayLike<number>,
): { readonly scale: SteeringScale; readonly predictedScale: SteeringScale | null } {
  const { unit, predictedUnit } = shownUnits(state);
  const apart = predictedUnit !== unit;
  const { positive = 'right', straight = 0 } = state.drive?.steering ?? {};
  const fullScale = steeringFullScale(unit, straight, recorded ?? [], apart ? [] : predicted);
  return {
    scale: { unit, positive, straight, fullScale },
    predictedScale: apart
      ? { unit: predictedUnit, positive, straight: 0, fullScale: steeringFullScale(predictedUnit, 0, predicted) }
      : null,
  };
}
