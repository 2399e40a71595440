import { formatNumber, formatSteering, steeringUnitWords } from '../../../shared/annotate/number-format.ts';
import type { Margin, Quartiles, ShiftSummary } from '../../../shared/lab-findings.ts';
import type { SteeringOutputUnit } from '../../../shared/steering-output.ts';

/** The papers' own colours: salient, background, all. */
export const partColours = { salient: '#5b9dff', background: '#54c26b', all: '#ff6b6b' } as const;
export const orderColours = { mask: '#3fd6b4', random: '#9aa5b1', centre: '#ffb53d' } as const;

export const number = (value: number | null | undefined, decimals = 2): string =>
  value === null || value === undefined || !Number.isFinite(value) ? '–' : formatNumber(value, decimals);

/** Small enough to tell steering apart, and a slope by the pixel. */
export const steering = (value: number, unit: SteeringOutputUnit | null): string =>
  unit ? formatSteering(value, unit) : formatNumber(value, 3);

/** Behind the name of an axis. */
export const unitWords = (unit: SteeringOutputUnit | null): string => (unit ? `, ${steeringUnitWords[unit]}` : '');

export const spread = (quartiles: Quartiles | null, decimals = 2): string =>
  quartiles
    ? `${number(quartiles.median, decimals)} (${number(quartiles.lower, decimals)} to ${number(quartiles.upper, decimals)})`
    : '–';

/** The papers' figure 8: the salient pixels' slope is 3.6 times the background's, and 0.73 of the whole picture's. */
const clearlyMore = 3;

export function shiftVerdict({ salientToBackground: ratio, validity, fits, salientShare }: ShiftSummary): string {
  if (ratio === null || validity === null)
    return 'Moving the whole picture does not change the steering: nothing can be said.';
  const pixels = number(salientShare.median * 100, 0);
  const times = `Moving what the mask marks, ${pixels} % of the pixels, changes the steering ${number(Math.abs(ratio), 1)} times as much as moving the rest`;
  const { r2 } = fits.salient;
  const line = r2 === null ? '' : `, along a line (R² ${number(r2)})`;
  const share = `${number(validity * 100, 0)} % of what moving everything does`;
  if (ratio < 0) return `${times}, but to the other side: ${share}.`;
  return ratio >= clearlyMore
    ? `${times}${line}, and ${share}: the mask shows what the network steers by, as in the papers.`
    : ratio > 1
      ? `${times}${line}, and ${share}: it shows part of what the network steers by.`
      : `${times}${line}: the network steers by what the mask leaves out.`;
}

/** What the mask's order does where it does better than another, and what it does where it does worse. */
export interface MarginWords {
  readonly better: string;
  readonly worse: string;
}

/** @param baseline the other order. */
export function marginVerdict({ mean, low, high, relative }: Margin, baseline: string, words: MarginWords): string {
  if (low <= 0 && high >= 0) return `No sure difference from ${baseline}.`;
  const by = relative === null ? '' : ` (by ${number(Math.abs(relative) * 100, 0)} % of its area)`;
  return `${mean > 0 ? words.better : words.worse} than in ${baseline}${by}.`;
}
