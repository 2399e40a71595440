import { formatNumber, formatSteering, steeringUnitWords } from '../../../shared/annotate/number-format.ts';
import type { Margin, Quartiles, ShiftSummary } from '../../../shared/lab-findings.ts';
import type { SteeringOutputUnit } from '../../../shared/steering-output.ts';

/** The papers' own colours: salient, background, all; what is not in the papers is gray. */
export const partColours = { salient: '#5b9dff', background: '#54c26b', all: '#ff6b6b', control: '#9aa5b1' } as const;
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

/** What a test of the mask found, and whether that speaks for it; `open`: it does not tell. */
export interface Finding {
  readonly speaks: 'for' | 'against' | 'open';
  readonly words: string;
}

/** The papers' figure 8: the salient pixels' slope is 3.6 times the background's, and 0.73 of the whole picture's. */
const clearlyMore = 3;

/** By so much the salient pixels are to be worth more than their shape elsewhere. */
const clearlyAbove = 1.5;

export function shiftVerdict({ salientToBackground, validity, control, fits, salientShare }: ShiftSummary): Finding {
  if (salientToBackground === null || validity === null)
    return { speaks: 'open', words: 'Moving the whole picture does not change the steering: nothing can be said.' };
  const percent = (share: number): string => `${number(share * 100, 0)}\u00a0%`;
  const elsewhere = Math.abs(control.validity ?? 0);
  const found =
    `Moving what the mask marks, ${percent(salientShare.median)} of the pixels, changes the steering by ${percent(validity)} of ` +
    `what moving everything does, ${number(Math.abs(salientToBackground), 1)} times as much as moving the rest; the same shape ` +
    `elsewhere by ${percent(elsewhere)}. `;
  if (validity <= elsewhere)
    return { speaks: 'against', words: `${found}So it does not show what the network steers by.` };
  if (validity < elsewhere * clearlyAbove)
    return { speaks: 'open', words: `${found}So its size explains most of that.` };
  const { r2 } = fits.salient;
  const line = r2 === null ? '' : ` (in a line, R² ${number(r2)})`;
  return salientToBackground >= clearlyMore
    ? { speaks: 'for', words: `${found}So it shows what the network steers by, as in the papers${line}.` }
    : { speaks: 'open', words: `${found}So it shows part of what the network steers by.` };
}

/** What the mask's order does where it does better than another, and what it does where it does worse. */
export interface MarginWords {
  readonly better: string;
  readonly worse: string;
}

/** @param baseline the other order. */
export function marginVerdict({ mean, low, high, relative }: Margin, baseline: string, words: MarginWords): Finding {
  if (low <= 0 && high >= 0) return { speaks: 'open', words: `No sure difference from ${baseline}.` };
  const by = relative === null ? '' : ` (by ${number(Math.abs(relative) * 100, 0)}\u00a0% of its area)`;
  const isBetter = mean > 0;
  const said = `${isBetter ? words.better : words.worse} than in ${baseline}${by}.`;
  return { speaks: isBetter ? 'for' : 'against', words: said };
}

/** What several say together: for the mask where all do, against it where one does. */
export function together(findings: readonly Finding[]): Finding {
  const all = findings.map(({ speaks }) => speaks);
  const speaks = all.includes('against') ? 'against' : all.includes('open') ? 'open' : 'for';
  return { speaks, words: findings.map(({ words }) => words).join(' ') };
}
