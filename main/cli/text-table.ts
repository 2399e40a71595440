import { stripVTControlCharacters } from 'node:util';

/** Columns of text, wide enough for their content, two blanks apart. @param rightAligned columns of numbers. */
export function textTable(rows: readonly (readonly string[])[], rightAligned: readonly number[] = []): string {
  const shownLength = (text: string): number => stripVTControlCharacters(text).length;
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, shownLength(cell))),
    [],
  );
  const pad = (cell: string, column: number): string => {
    const blanks = ' '.repeat(Math.max(0, (widths[column] ?? 0) - shownLength(cell)));
    return rightAligned.includes(column) ? blanks + cell : cell + blanks;
  };
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}
