import { readLines, type ReadLinesOptions } from './read-lines.ts';
import { maxTableColumns, readJsonLine, splitCells, type TableShape } from './table-shape.ts';

/** One row of a table: its cells in the order of the columns, or why it cannot be read. */
export type TableRow =
  { readonly line: number; readonly cells: readonly string[] } | { readonly line: number; readonly damage: string };

/** The rows of a text table behind its header, blank ones left out, a batch at a time and in bounded memory. */
export async function* readTableRows(
  path: string,
  shape: TableShape,
  options?: ReadLinesOptions,
): AsyncGenerator<readonly TableRow[]> {
  let isHeader = shape.hasHeader;
  for await (const { firstLine, lines } of readLines(path, options)) {
    const rows: TableRow[] = [];
    for (const [index, text] of lines.entries()) {
      if (text?.trim() === '') continue;
      if (isHeader) isHeader = false;
      else rows.push(readRow(text, firstLine + index, shape));
    }
    yield rows;
  }
}

function readRow(text: string | null, line: number, shape: TableShape): TableRow {
  if (text === null) return { line, damage: 'longer than any line of a log' };
  if (text.includes('\0')) return { line, damage: `${text.split('\0').length - 1} NUL bytes` };
  const { delimiter, columns } = shape;
  if (delimiter === null) {
    const fields = readJsonLine(text);
    if (fields === null) return { line, damage: `${text.length} characters, no JSON object` };
    return { line, cells: columns.map((column) => fields.get(column) ?? '') };
  }
  const cells = splitCells(text, delimiter);
  const filled = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  // Of the widest tables not every column is read.
  const isCut = columns.length === maxTableColumns;
  if (cells.length < columns.length || (filled > columns.length && !isCut))
    return { line, damage: `${cells.length} fields where the log has ${columns.length}` };
  return { line, cells };
}
