import type { SteeringUnit } from '../../shared/drive.ts';
import type { DriveMapping, TimeFormat } from '../../shared/drive-mapping.ts';
import type { SurveyField } from '../../shared/drive-survey.ts';

type Figures = Pick<SurveyField, 'sparkline' | 'min' | 'max'>;
type Named = Pick<SurveyField, 'name' | 'kind' | 'min' | 'max'>;
type Mapped<Part extends 'steering' | 'speed'> = NonNullable<DriveMapping[Part]>;

/** By name, else by size: up to 1 is full lock, beyond two turns of the wheel it is no angle. */
export function likelyUnit({ name, min, max }: Named): SteeringUnit {
  if (/deg(rees?)?(\b|_|$)|°/i.test(name)) return 'deg';
  if (/(\b|_)rad(ians?)?(\b|_|$)/i.test(name)) return 'rad';
  const largest = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0));
  return largest > 1 && largest <= 720 ? 'deg' : 'normalised';
}

/** Times since 1970 tell their unit by their size, others by their name; seconds where neither does. */
export function likelyTimeFormat({ name, kind, max }: Named): TimeFormat {
  if (kind === 'dates') return 'date';
  const largest = Math.abs(max ?? 0);
  for (const [from, format] of sinceEpoch) if (largest >= from) return format;
  return timeUnits.find((unit) => name.toLowerCase().match(new RegExp(`(?:[_ .([-]|stamp|time)${unit}\\b`))) ?? 's';
}

const sinceEpoch = [
  [1e17, 'ns'],
  [1e14, 'us'],
  [1e11, 'ms'],
  [1e8, 's'],
] as const;
const timeUnits = ['ns', 'us', 'ms'] as const;

export function likelySpeedUnit({ name }: Pick<SurveyField, 'name'>): Mapped<'speed'>['unit'] {
  if (/km\W?_?h|kph/i.test(name)) return 'km/h';
  return /mph|miles/i.test(name) ? 'mph' : 'm/s';
}

/** This share of the numbers is one and the same: that of driving straight on. */
const usualShare = 0.08;
/** Straight on lies inside, at least this share of the range away from both ends. */
const insideShare = 0.2;

/** So often it stands for straight on even at an end, where all are above full lock: the drive turns to one side only. */
const mostShare = 0.25;

/** The number that probably stands for straight on, where all are above 0 as a servo's; null where 0 does. */
export function likelyCentre({ sparkline, min, max }: Figures): number | null {
  const numbers = sparkline.filter((value) => value !== null).sort((one, other) => one - other);
  const median = numbers[Math.floor(numbers.length / 2)];
  if (min === null || max === null || min < 0 || min === max || median === undefined) return null;
  const [usual, count] = mostFrequent(numbers);
  if (min > 1 && count > 1 && count >= numbers.length * mostShare) return usual;
  const centre = count >= numbers.length * usualShare && count > 1 ? usual : median;
  const room = (max - min) * insideShare;
  return centre - min >= room && max - centre >= room ? centre : null;
}

function mostFrequent(numbers: readonly number[]): readonly [number, number] {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [Number.NaN, 0]);
}

/** The steering that a recorded number stands for, in the unit of the mapping. */
export function mappedSteering({ centre, scale }: Mapped<'steering'>, recorded: number): number {
  return (recorded - centre) * scale;
}

/** From the least to the greatest steering that is shown; null without a number. */
export function mappedRange(
  steering: Mapped<'steering'>,
  { min, max }: Pick<SurveyField, 'min' | 'max'>,
): readonly [number, number] | null {
  if (min === null || max === null) return null;
  const ends = [mappedSteering(steering, min), mappedSteering(steering, max)];
  return [Math.min(...ends), Math.max(...ends)];
}

/** A scale with which the farthest number is full lock, about; null where it is already, or nothing ever turns. */
export function scaleToFullLock(
  { centre }: Mapped<'steering'>,
  { min, max }: Pick<SurveyField, 'min' | 'max'>,
): number | null {
  const farthest = Math.max(Math.abs((min ?? centre) - centre), Math.abs((max ?? centre) - centre));
  return farthest > 0 ? 1 / Number(farthest.toPrecision(3)) : null;
}
