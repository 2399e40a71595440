import Papa from 'papaparse';
import { shortText } from '../../shared/readable-text.ts';
import { isImageName } from './pictures.ts';
import { dateMs } from './time-text.ts';

/** How the rows of a text table are written. */
export interface TableShape {
  /** `null` where each line is a JSON object; a blank stands for any run of blanks. */
  readonly delimiter: string | null;
  readonly decimalComma: boolean;
  /** The first line names the columns. */
  readonly hasHeader: boolean;
  /** Unique; `column 1`, … where the table names none. */
  readonly columns: readonly string[];
}

/** Longer names of columns are cut, longer keys left out. */
const maxNameChars = 200;
/** Wider tables are read as far as this. */
export const maxTableColumns = 4096;
/** A blank last: it also stands within names. A comma behind the others: it may be a decimal comma there. */
const delimiters = ['\t', ';', '|', ',', ' '];
/** So many of the first lines have one width; the others may be damaged. */
const minAlike = 0.5;

/** The shape of the table that begins with these lines; null when they are no table of two columns and more. */
export function readTableShape(lines: readonly string[]): TableShape | null {
  const filled = lines.filter((line) => line.trim() !== '');
  if (filled[0]?.trimStart().startsWith('{') === true) return jsonLinesShape(filled);
  for (const delimiter of delimiters) {
    const rows = filled.map((line) => splitCells(line, delimiter));
    const width = commonWidth(rows);
    if (width < 2) continue;
    const cells = rows.slice(1).flat();
    const decimalComma =
      delimiter !== ',' &&
      cells.some((cell) => /^[-+]?\d+,\d+$/.test(cell.trim())) &&
      !cells.some((cell) => /^[-+]?\d*\.\d+$/.test(cell.trim()));
    const first = rows[0] ?? [];
    const hasHeader = isHeader(first, decimalComma);
    const columns = Array.from({ length: Math.min(width, maxTableColumns) }, (_, index) => {
      const name = hasHeader ? (first[index] ?? '').replace(index === 0 ? /^#/ : '', '').trim() : '';
      return name === '' ? `column ${index + 1}` : shortText(name, maxNameChars);
    });
    return { delimiter, decimalComma, hasHeader, columns: withoutDoubles(columns) };
  }
  return null;
}

/** The cells of one line. Only one with quotes needs a parser; those cannot hold line ends. */
export function splitCells(line: string, delimiter: string): string[] {
  if (delimiter === ' ') return line.trim().split(/ +/, maxTableColumns + 1);
  if (!line.includes('"')) return line.split(delimiter, maxTableColumns + 1);
  return Papa.parse<string[]>(line, { delimiter }).data[0]?.slice(0, maxTableColumns + 1) ?? [];
}

/** The object of a JSON line as text by key, nested ones as `outer.inner`; null when it is none. */
export function readJsonLine(line: string): ReadonlyMap<string, string> | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const cells = new Map<string, string>();
  addCells(value, '', maxNesting, cells);
  return cells;
}

const maxNesting = 3;

function addCells(value: object, prefix: string, depth: number, cells: Map<string, string>): void {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    if (cells.size >= maxTableColumns) return;
    if (key.length > maxNameChars) continue;
    if (typeof inner === 'string') cells.set(prefix + key, inner);
    else if (typeof inner === 'number' || typeof inner === 'boolean') cells.set(prefix + key, String(Number(inner)));
    else if (depth > 1 && isObject(inner)) addCells(inner, `${prefix + key}.`, depth - 1, cells);
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function jsonLinesShape(lines: readonly string[]): TableShape | null {
  const rows = lines.map(readJsonLine).filter((row) => row !== null);
  if (rows.length < lines.length * minAlike) return null;
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))].slice(0, maxTableColumns);
  return columns.length < 2 ? null : { delimiter: null, decimalComma: false, hasHeader: false, columns };
}

/** The width that most rows have; 0 when there is no such width. */
function commonWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  for (const [width, count] of counts) if (count >= rows.length * minAlike) return width;
  return 0;
}

/** Names of columns are neither numbers nor times nor pictures. */
function isHeader(cells: readonly string[], decimalComma: boolean): boolean {
  const isName = (cell: string): boolean =>
    Number.isNaN(toNumber(cell, decimalComma)) && Number.isNaN(dateMs(cell)) && !isImageName(fileNameOf(cell));
  return cells.every(isName);
}

/** NaN for what is no number, the empty cell included. */
export function toNumber(cell: string, decimalComma: boolean): number {
  const text = cell.trim();
  return text === '' ? Number.NaN : Number(decimalComma ? text.replace(',', '.') : text);
}

/** The last part of a path from any machine. */
export function fileNameOf(path: string): string {
  return path.trim().split(/[\\/]/).at(-1) ?? '';
}

/** A name that comes again is numbered; names that are blank stay so. */
export function withoutDoubles(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return names.map((name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 || name === '' ? name : `${name} (${count})`;
  });
}
