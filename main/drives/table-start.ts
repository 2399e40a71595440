import { readFirstLines } from './read-lines.ts';
import { readJsonLine, readTableShape, splitCells, type TableShape } from './table-shape.ts';

/** The beginning of a table: enough to recognise it, and to guess what its columns mean. */
export interface TableStart {
  readonly path: string;
  readonly shape: TableShape;
  /** The first rows, behind the header. */
  readonly sample: readonly (readonly string[])[];
}

const bytesToRecognise = 64 * 1024;
const linesToRecognise = 200;

/** Null where there is no table of two columns and more. @throws SteerscopeError `not-readable`. */
export async function readTableStart(path: string): Promise<TableStart | null> {
  const lines = (await readFirstLines(path, bytesToRecognise))?.slice(0, linesToRecognise) ?? [];
  const shape = readTableShape(lines);
  return shape && { path, shape, sample: sampleOf(lines, shape) };
}

function sampleOf(lines: readonly string[], { delimiter, columns, hasHeader }: TableShape): string[][] {
  const filled = lines.filter((line) => line.trim() !== '');
  return filled.slice(hasHeader ? 1 : 0).map((line) => {
    if (delimiter !== null) return splitCells(line, delimiter);
    const fields = readJsonLine(line);
    return columns.map((column) => fields?.get(column) ?? '');
  });
}
