import type { SurveyField } from '../../shared/drive-survey.ts';
import { isMost } from './guess-columns.ts';
import { isImageName } from './pictures.ts';
import { fileNameOf, toNumber } from './table-shape.ts';
import { dateMs } from './time-text.ts';

const sparklinePoints = 120;
const maxSamples = 5;
const maxSampleChars = 60;
/** As many cells tell what a column holds. */
const cellsForKind = 200;

/** @param values in the order of the recording; NaN for a missing one. */
export function numbersField(
  name: string,
  values: ArrayLike<number>,
  samples: readonly string[] = distinct(Array.from(values).filter(Number.isFinite).map(String)),
): SurveyField {
  let min: number | null = null;
  let max: number | null = null;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (min === null || value < min) min = value;
    if (max === null || value > max) max = value;
  }
  return { name, kind: 'numbers', samples, sparkline: sparklineOf(values), min, max };
}

function sparklineOf(values: ArrayLike<number>): (number | null)[] {
  const points = Math.min(values.length, sparklinePoints);
  return Array.from({ length: points }, (_, point) => {
    const value = values[Math.floor((point * values.length) / points)];
    return value !== undefined && Number.isFinite(value) ? value : null;
  });
}

/** @param samples what there is to say of them, in words. */
export const picturesField = (name: string, samples: readonly string[]): SurveyField => ({
  ...{ name, kind: 'pictures', samples, sparkline: [] },
  ...{ min: null, max: null },
});

/** What a column of a table holds. @param isPicture whether a cell names a picture that is there. */
export function cellsField(
  name: string,
  cells: readonly string[],
  decimalComma: boolean,
  isPicture: (cell: string) => boolean,
): SurveyField {
  const filled = cells.filter((cell) => cell.trim() !== '');
  const some = filled.slice(0, cellsForKind);
  const samples = distinct(some.map((cell) => cell.trim())).map(shortened);
  const numberOf = (cell: string): number => toNumber(cell, decimalComma);
  if (filled.length === 0) return { name, kind: 'empty', samples, sparkline: [], min: null, max: null };
  if (isMost(some, (cell) => isImageName(fileNameOf(cell))) ? some.some(isPicture) : isMost(some, isPicture))
    return picturesField(name, samples);
  if (isMost(some, (cell) => Number.isFinite(numberOf(cell)))) return numbersField(name, cells.map(numberOf), samples);
  const kind = isMost(some, (cell) => !Number.isNaN(dateMs(cell))) ? 'dates' : 'text';
  return { name, kind, samples, sparkline: [], min: null, max: null };
}

/** The first few different ones. */
const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].slice(0, maxSamples);

const shortened = (text: string): string =>
  text.length > maxSampleChars ? `${text.slice(0, maxSampleChars - 1)}…` : text;
