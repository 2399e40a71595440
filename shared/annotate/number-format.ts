import type { SteeringUnit } from '../drive.ts';

const minus = '\u2212';
const absent = '–';

/** Digits after the point that a steering value of this unit is read with. */
const steeringDecimals: Record<SteeringUnit, number> = { normalised: 3, deg: 1, rad: 3 };
const steeringSuffix: Record<SteeringUnit, string> = { normalised: '', deg: '°', rad: ' rad' };

/** `−0.123`, `12.4°`, `0.031 rad`; a dash for what is no finite number. */
export function formatSteering(value: number, unit: SteeringUnit): string {
  return Number.isFinite(value) ? formatNumber(value, steeringDecimals[unit]) + steeringSuffix[unit] : absent;
}

/** A typographic minus, as wide as a digit, and never a negative zero. */
export function formatNumber(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? minus + text : text;
}

/** `12.35 s`. */
export function formatSecs(timeSecs: number): string {
  return Number.isFinite(timeSecs) ? `${formatNumber(timeSecs, 2)} s` : `${absent} s`;
}
