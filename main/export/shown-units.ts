import type { SessionState } from '../../shared/api.ts';
import type { SteeringOutputUnit } from '../../shared/steering-output.ts';

/** What recorded and predicted steering are drawn in; where the two differ there is no error between them. */
export interface ShownUnits {
  readonly unit: SteeringOutputUnit;
  readonly predictedUnit: SteeringOutputUnit;
}

/** Shares of full lock where neither the drive nor the preprocessing says. */
export function shownUnits({ drive, steering }: Pick<SessionState, 'drive' | 'steering'>): ShownUnits {
  const unit = drive?.steering?.unit ?? steering?.predictedUnit ?? 'normalised';
  return { unit, predictedUnit: steering?.predictedUnit ?? unit };
}
