import type { SteeringOutputUnit } from '../steering-output.ts';

const minus = '\u2212';
const absent = '–';
const hourSecs = 3600;

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

/**
 * `12.35 s`; of an hour and more, which nobody reads in seconds, `21:50:44.72`.
 * @param ofSecs how long the whole is in which it is a place, so that all its places are told in the same way.
 */
export function formatSecs(timeSecs: number, ofSecs = 0): string {
  if (!Number.isFinite(timeSecs)) return `${absent} s`;
  if (Math.max(Math.abs(timeSecs), ofSecs) < hourSecs) return `${formatNumber(timeSecs, 2)} s`;
  const hundredths = Math.round(Math.abs(timeSecs) * 100);
  const two = (count: number): string => String(count).padStart(2, '0');
  const [minutes, rest] = [Math.floor(hundredths / 6000), hundredths % 6000];
  const clock = `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(Math.floor(rest / 100))}.${two(rest % 100)}`;
  return timeSecs < 0 && hundredths > 0 ? minus + clock : clock;
}

/** How long something lasts: `4.25 s`, `42.3 s`, `10 min 40 s`, `20 h 38 min`. */
export function formatSpan(secs: number): string {
  if (secs < 9.995) return `${formatNumber(secs, 2)} s`;
  if (secs < 59.95) return `${formatNumber(secs, 1)} s`;
  const whole = Math.round(secs);
  if (whole < hourSecs) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(secs / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
