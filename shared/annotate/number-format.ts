import type { SteeringOutputUnit } from '../steering-output.ts';

const minus = '\u2212';
const absent = '–';

/** Digits after the point that a steering value of this unit is read with. */
const steeringDecimals: Record<SteeringOutputUnit, number> = { normalised: 3, deg: 1, rad: 3, '1/m': 4 };
const steeringSuffix: Record<SteeringOutputUnit, string> = { normalised: '', deg: '°', rad: ' rad', '1/m': ' 1/m' };

/** After "in". */
export const steeringUnitWords: Readonly<Record<SteeringOutputUnit, string>> = {
  normalised: 'shares of full lock',
  deg: 'degrees',
  rad: 'radians',
  '1/m': '1/m',
};

/** `−0.123`, `12.4°`, `0.031 rad`; a dash for what is no finite number. */
export function formatSteering(value: number, unit: SteeringOutputUnit): string {
  return Number.isFinite(value) ? formatNumber(value, steeringDecimals[unit]) + steeringSuffix[unit] : absent;
}

/** The same where the unit is told elsewhere: `−0.123`, `12.4°`, `0.031`. */
export function formatSteeringNumber(value: number, unit: SteeringOutputUnit): string {
  return Number.isFinite(value) ? formatNumber(value, steeringDecimals[unit]) + (unit === 'deg' ? '°' : '') : absent;
}

/** A typographic minus, as wide as a digit, and never a negative zero. */
export function formatNumber(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? minus + text : text;
}

/** `12 345`: groups of three, a narrow space between. */
export const formatCount = (count: number): string => count.toLocaleString('en').replaceAll(',', '\u202f');

/** `12.35 s`. */
export function formatSecs(timeSecs: number): string {
  return Number.isFinite(timeSecs) ? `${formatNumber(timeSecs, 2)} s` : `${absent} s`;
}
