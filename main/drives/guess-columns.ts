import type { SteeringUnit } from '../../shared/drive.ts';
import type { TimeFormat } from '../../shared/drive-mapping.ts';
import { isImageName, type PictureFinder } from './pictures.ts';
import { fileNameOf, toNumber, type TableShape } from './table-shape.ts';
import { dateMs, guessTimeFormat } from './time-text.ts';

/** What the columns of a table are taken for; numbers are indices into `TableShape.columns`. */
export interface GuessedNumbers {
  readonly steering: number | null;
  /** Null where the column's name does not tell. */
  readonly steeringUnit: SteeringUnit | null;
  readonly time: { readonly column: number; readonly format: TimeFormat } | null;
}

/** Shares of the first rows that must agree: a few may be damaged. */
const mostRows = 0.6;
const suffixes = ['.jpg', '.png', '.jpeg'];

/** Steering and time among the columns `others`, by name and content. */
export function guessNumbers(
  { columns, decimalComma }: TableShape,
  rows: readonly (readonly string[])[],
  others: readonly number[],
): GuessedNumbers {
  const numbersOf = (column: number): number[] => cellsOf(rows, column).map((cell) => toNumber(cell, decimalComma));
  const isNumeric = (column: number): boolean => isMost(numbersOf(column), Number.isFinite);
  const numeric = others.filter(isNumeric);
  const steering = bestByName(numeric, columns, steeringNames);
  const time =
    others.find((column) => isMost(cellsOf(rows, column), (cell) => !Number.isNaN(dateMs(cell)))) ??
    bestByName(
      numeric.filter((column) => column !== steering && new Set(numbersOf(column)).size > 1),
      columns,
      timeNames,
    );
  return {
    steering,
    steeringUnit: steering === null ? null : unitInName(columns[steering] ?? ''),
    time:
      time === null
        ? null
        : { column: time, format: isNumeric(time) ? timeFormatOf(columns[time] ?? '', numbersOf(time)) : 'date' },
  };
}

/** Columns that name pictures. */
export interface PictureColumns {
  /** One per camera, the default first. */
  readonly images: readonly number[];
  /** What the pictures' names lack in the table, as `.jpg`. */
  readonly imageSuffix: string;
}

/** Null when no column names pictures that are there. @param rows the first ones, behind the header. */
export function guessImages(
  { columns }: TableShape,
  rows: readonly (readonly string[])[],
  finder: PictureFinder,
): PictureColumns | null {
  const all = [...columns.keys()];
  const images = all
    .filter((column) => isMost(cellsOf(rows, column), (cell) => isImageName(fileNameOf(cell))))
    .filter((column) => cellsOf(rows, column).some((cell) => finder.find(cell.trim()) !== null));
  const defaultImage = images.find((column) => /cent|front|middle/i.test(columns[column] ?? ''));
  if (images.length > 0)
    return {
      images: [...new Set([...(defaultImage === undefined ? [] : [defaultImage]), ...images])].slice(0, maxCameras),
      imageSuffix: '',
    };
  // Names without their extension: only in a column that says that it names pictures.
  for (const column of all.filter((candidate) =>
    /image|frame|file|img|photo|picture/i.test(columns[candidate] ?? ''),
  )) {
    const imageSuffix = pictureSuffix(rows, column, finder);
    if (imageSuffix !== '') return { images: [column], imageSuffix };
  }
  return null;
}

/** The extension that makes the cells of a column the names of pictures; empty when none does, or none is needed. */
export function pictureSuffix(rows: readonly (readonly string[])[], column: number, finder: PictureFinder): string {
  const cells = cellsOf(rows, column);
  if (cells.some((cell) => isImageName(fileNameOf(cell)))) return '';
  return suffixes.find((suffix) => isMost(cells, (cell) => finder.find(cell.trim() + suffix) !== null)) ?? '';
}

const cellsOf = (rows: readonly (readonly string[])[], column: number): string[] =>
  rows.map((row) => row[column] ?? '').filter((cell) => cell.trim() !== '');

const maxCameras = 16;

/** The likeliest name first; letters and digits in lower case. */
const steeringNames = [
  /^(user)?steer(ing)?(angle)?(cmd|command|input|value|norm|normali[sz]ed)?(deg(rees)?|rad(ians)?)?$/,
  /^steeringwheel/,
  /^(?!.*(torque|rate|speed|veloc|accel|predict|pilot)).*steer/,
  /^(user)?angle(deg(rees)?|rad(ians)?)?$/,
  /^(servo|wheel|lenk)/,
  /^(?!.*(torque|rate|speed|veloc|accel|predict|pilot|pitch|roll|head)).*(angle|winkel|wheel|servo|curvature)/,
];
const timeNames = [
  /^time(stamp)?(ms|us|ns|s|secs?|millis|epoch|unix|utc)?$/,
  /time|stamp|elapsed|^date|^zeit/,
  /^(t|ms|secs?|millis(econds)?|seconds)$/,
];

/** The first column whose name says it, the likelier names before the others. */
function bestByName(
  candidates: readonly number[],
  columns: readonly string[],
  names: readonly RegExp[],
): number | null {
  for (const name of names)
    for (const column of candidates)
      if (name.test((columns[column] ?? '').toLowerCase().replaceAll(/[^\p{L}\d]/gu, ''))) return column;
  return null;
}

const unitInName = (name: string): SteeringUnit | null =>
  /deg(rees?)?(\b|_|$)|°/i.test(name) ? 'deg' : /(\b|_)rad(ians?)?(\b|_|$)/i.test(name) ? 'rad' : null;

function timeFormatOf(name: string, times: readonly number[]): TimeFormat {
  const unit =
    /(?:[_ ([.-]|^|stamp|time)(ms|us|ns|milli|micro|nano)\w*[)\]]?$/i.exec(name)?.[1] ??
    /(?:[_ ([.-]|^)(s|secs?|seconds)[)\]]?$/i.exec(name)?.[1];
  if (unit === undefined) return guessTimeFormat(times);
  return timeUnits[unit.toLowerCase()] ?? 's';
}

const timeUnits: Readonly<Record<string, TimeFormat>> = {
  ms: 'ms',
  milli: 'ms',
  us: 'us',
  micro: 'us',
  ns: 'ns',
  nano: 'ns',
};

/** Whether it holds for all but a few. */
export function isMost<Item>(items: readonly Item[], is: (item: Item) => boolean): boolean {
  return items.length > 0 && items.filter(is).length >= items.length * mostRows;
}
