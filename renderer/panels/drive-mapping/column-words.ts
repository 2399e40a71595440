import type { SpeedUnit, TimeFormat } from '../../../shared/drive-mapping.ts';
import type { SurveyField } from '../../../shared/drive-survey.ts';
import type { MappingState, SteeringUnit } from '../../../shared/drive.ts';
import type { ColumnRole } from '../../state/column-roles.ts';

export const roleWords: Readonly<Record<ColumnRole, string>> = {
  picture: 'Picture',
  steering: 'Steering',
  time: 'Time',
  speed: 'Speed',
  throttle: 'Throttle',
  shown: 'Shown',
  hidden: 'Not used',
};

export const kindWords: Readonly<Record<SurveyField['kind'], string>> = {
  numbers: 'Numbers',
  dates: 'Dates and times',
  pictures: 'Pictures',
  text: 'Text',
  empty: 'Empty',
};

export const timeFormatWords: Readonly<Record<TimeFormat, string>> = {
  s: 'Seconds',
  ms: 'Milliseconds',
  us: 'Microseconds',
  ns: 'Nanoseconds',
  date: 'Date and time as text',
};

export const steeringUnitOptions: readonly { readonly value: SteeringUnit; readonly text: string }[] = [
  { value: 'normalised', text: 'Full lock is 1' },
  { value: 'deg', text: 'Degrees' },
  { value: 'rad', text: 'Radians' },
];

export const speedUnitOptions = (['m/s', 'km/h', 'mph'] as const satisfies readonly SpeedUnit[]).map((value) => ({
  value,
  text: value,
}));

/** Where what is said of the columns comes from. */
export const sourceWords: Readonly<Record<MappingState['source'], string>> = {
  guessed: 'Guessed from the names and contents of the columns.',
  file: 'As it is saved beside the log.',
  user: 'As it is kept in your settings for logs with these columns.',
  given: 'As it was given when Steerscope was started.',
};

/** The same as the state that the bar below shows. */
export const stateWords: Readonly<Record<MappingState['source'], string>> = {
  guessed: 'Guessed',
  file: 'Saved',
  user: 'In your settings',
  given: 'Given, not saved',
};

/** How far a correlation of recorded and predicted steering can be believed. */
export function agreementWords(correlation: number): string {
  if (correlation >= 0.8) return 'They agree clearly there';
  return correlation >= 0.5 ? 'They agree fairly there' : 'They hardly agree there: not to be relied on';
}

/** Five digits are enough to know a column by: `−0.94211`, `107`, `1.6032e9`. */
export function figure(value: number): string {
  const size = Math.abs(value);
  const text =
    size >= 1e7 || (size > 0 && size < 1e-4)
      ? value.toExponential(4).replace(/\.?0*e\+?/, 'e')
      : String(Number(value.toPrecision(5)));
  return text.replaceAll('-', '−');
}

/** From the least to the greatest: `−1 … 1`; where both are alike as times since 1970 are, `1.7e12 … +11950`. */
export function rangeWords(min: number, max: number): string {
  const [from, to] = [figure(min), figure(max)];
  return from === to && max > min ? `${from} … +${figure(max - min)}` : `${from} … ${to}`;
}

/** A topic and the number in its messages; a column of a table has no topic. */
export function nameParts(name: string): { readonly topic: string; readonly last: string } {
  const dot = name.startsWith('/') ? name.indexOf('.', name.lastIndexOf('/')) : -1;
  return dot < 0 ? { topic: '', last: name } : { topic: name.slice(0, dot + 1), last: name.slice(dot + 1) };
}
