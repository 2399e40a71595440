import { formatCount, formatNumber, formatSteering } from '../../../shared/annotate/number-format.ts';
import type { SteeringUnit } from '../../../shared/drive.ts';
import type { SteeringOutputUnit } from '../../../shared/steering-output.ts';

/** With its sign, also where it is +. */
export function formatError(error: number, unit: SteeringUnit): string {
  return (error > 0 ? '+' : '') + formatSteering(error, unit);
}

/** Which way the prediction is off, for a person. */
export const sideOf = (error: number, positive: 'left' | 'right'): 'left' | 'right' =>
  error > 0 === (positive === 'right') ? 'right' : 'left';

/** `0.4 s`, `12 s`, `4 frames` without time. */
export function formatLength(secs: number | null, frames: number): string {
  if (secs === null) return `${formatCount(frames)} frame${frames === 1 ? '' : 's'}`;
  return `${formatNumber(secs, secs < 10 ? 2 : 1)} s`;
}

/** Turning a field's arrows changes it by so much. */
export const fieldSteps: Record<SteeringUnit, number> = { normalised: 0.01, deg: 0.5, rad: 0.01 };

const perSquareSecond: Record<SteeringOutputUnit, string> = {
  normalised: '/s²',
  deg: '°/s²',
  rad: ' rad/s²',
  '1/m': ' 1/(m s²)',
};

/** `1.16/s²`. */
export function formatJerk(jerk: number | null, unit: SteeringOutputUnit): string {
  if (jerk === null) return '–';
  const decimals = jerk >= 100 ? 0 : jerk >= 10 ? 1 : 2;
  return formatNumber(jerk, decimals) + perSquareSecond[unit];
}

/** `3.21 %`. */
export const formatShare = (share: number, decimals: number): string => `${formatNumber(share * 100, decimals)} %`;
