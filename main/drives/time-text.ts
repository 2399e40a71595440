import type { TimeFormat } from '../../shared/drive-mapping.ts';

const dateShape =
  /^(\d{4})[-/](\d\d?)[-/](\d\d?)[ T_](\d\d?):(\d\d)(?::(\d\d)(?:([.,:])(\d{1,9}))?)?\s*(Z|[-+]\d\d:?\d\d)?$/i;

/**
 * Milliseconds since 1970 of a date and time as text, ISO 8601 and its relatives; without a zone as if it were UTC. Behind
 * a second colon stand milliseconds. NaN for anything else.
 */
export function dateMs(text: string): number {
  const match = dateShape.exec(text.trim());
  if (match === null) return Number.NaN;
  const part = (index: number): number => Number(match[index] ?? 0);
  const fractionMs = match[7] === ':' ? part(8) : Number(`0.${match[8] ?? '0'}`) * 1000;
  const [, sign = '', hours = '0', minutes = '0'] = /^([-+])(\d\d):?(\d\d)$/.exec(match[9] ?? '') ?? [];
  const zoneMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  return Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6)) + fractionMs - zoneMs;
}

const perMs: Readonly<Record<Exclude<TimeFormat, 'date'>, number>> = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 };

/** Milliseconds of a time as a log writes it; NaN for what is none. @param number the text as a number. */
export function timeMsOf(text: string, number: number, format: TimeFormat): number {
  return format === 'date' ? dateMs(text) : number / perMs[format];
}

/** Numbers as large as these are times since 1970, and their size tells the unit. */
const epochSizes: readonly (readonly [from: number, format: TimeFormat])[] = [
  [1e17, 'ns'],
  [1e14, 'us'],
  [1e11, 'ms'],
  [1e8, 's'],
];
/** Records follow one another within these steps, whatever the unit; a step of 1 to 2 is taken for seconds. */
const stepSizes: readonly (readonly [below: number, format: TimeFormat])[] = [
  [2, 's'],
  [2e3, 'ms'],
  [2e6, 'us'],
  [2e9, 'ns'],
];

/** The unit of times that no name tells: by their size since 1970, else by the usual step between two records. */
export function guessTimeFormat(times: readonly number[]): TimeFormat {
  const first = times.find(Number.isFinite) ?? 0;
  const epoch = epochSizes.find(([from]) => first >= from);
  if (epoch !== undefined) return epoch[1];
  const steps = times
    .slice(1)
    .map((time, index) => time - (times[index] ?? Number.NaN))
    .filter((step) => step > 0)
    .sort((one, other) => one - other);
  const usual = steps[Math.floor(steps.length / 2)] ?? 0;
  return stepSizes.find(([below]) => usual < below)?.[1] ?? 'ns';
}
