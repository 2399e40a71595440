import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { mappingSuffix } from '../../shared/drive-mapping.ts';
import { guessColumns, type GuessedColumns } from './guess-columns.ts';
import { listFolder } from './list-folder.ts';
import { PictureFinder } from './pictures.ts';
import { readFirstLines } from './read-lines.ts';
import { readMapping, resolveMapping, type TableColumns } from './table-mapping.ts';
import { readJsonLine, readTableShape, splitCells, type TableShape } from './table-shape.ts';

/** A text table that names pictures, before its rows are read. */
export interface FoundTable {
  readonly path: string;
  readonly shape: TableShape;
  readonly columns: TableColumns;
  /** The columns were guessed; else a mapping says them. */
  readonly guessed: boolean;
  /** The first rows, behind the header. */
  readonly sample: readonly (readonly string[])[];
  readonly finder: PictureFinder;
}

const tableExtensions = ['.csv', '.tsv', '.txt', '.jsonl', '.ndjson', '.log', '.dat'];
export const bytesToRecognise = 64 * 1024;
export const linesToRecognise = 200;
/** So many files of a folder are looked into. */
const maxTablesTried = 20;

/**
 * The first table with pictures in a folder, or the file itself when it is one; null when there is none.
 * @throws SteerscopeError `not-readable` for a mapping that is none.
 */
export async function findTable(path: string): Promise<FoundTable | null> {
  if (!(await stat(path)).isDirectory()) return isTableName(path) ? await readTable(path) : null;
  const present = new Set(await listFolder(path));
  const tables = [...present].filter((name) => isTableName(name) && !name.startsWith('.')).sort();
  const isMapped = (name: string): boolean => present.has(name + mappingSuffix);
  const names = [...tables.filter(isMapped), ...tables.filter((name) => !isMapped(name))];
  for (const name of names.slice(0, maxTablesTried)) {
    const table = await readTable(join(path, name));
    if (table !== null) return table;
  }
  return null;
}

/** Whether a mapping lies beside a table: then that says what the table is, whatever it looks like. */
export async function hasMapping(path: string): Promise<boolean> {
  if (!(await stat(path)).isDirectory())
    return (await listFolder(dirname(path))).includes(basename(path) + mappingSuffix);
  return (await listFolder(path)).some((name) => name.endsWith(mappingSuffix));
}

export const isTableName = (name: string): boolean => tableExtensions.includes(extname(name).toLowerCase());

async function readTable(path: string): Promise<FoundTable | null> {
  const lines = (await readFirstLines(path, bytesToRecognise))?.slice(0, linesToRecognise) ?? [];
  const shape = readTableShape(lines);
  if (shape === null) return null;
  const finder = new PictureFinder(dirname(path));
  const sample = sampleOf(lines, shape);
  const mapping = await readMapping(path);
  const columns = mapping ? resolveMapping(mapping, shape, path) : fromGuess(guessColumns(shape, sample, finder));
  // What the guess looked up counts again when the rows are read.
  finder.repairedCount = 0;
  return columns === null ? null : { path, shape, columns, guessed: mapping === null, sample, finder };
}

export function sampleOf(lines: readonly string[], { delimiter, columns, hasHeader }: TableShape): string[][] {
  const filled = lines.filter((line) => line.trim() !== '');
  return filled.slice(hasHeader ? 1 : 0).map((line) => {
    if (delimiter !== null) return splitCells(line, delimiter);
    const fields = readJsonLine(line);
    return columns.map((column) => fields?.get(column) ?? '');
  });
}

function fromGuess(guess: GuessedColumns | null): TableColumns | null {
  if (guess === null) return null;
  const { images, imageSuffix, steering, steeringUnit, time } = guess;
  return {
    images,
    imageSuffix,
    steering: steering === null ? null : { column: steering, unit: steeringUnit, centre: 0, scale: 1 },
    time,
    numbers: null,
  };
}
