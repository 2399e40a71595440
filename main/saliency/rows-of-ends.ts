import type { AxisSources } from './axis-sources.ts';

/** Some rows of a map. */
export interface RowsOfEnds {
  readonly largest: readonly number[];
  readonly least: readonly number[];
}

/** More than that, and rounding may put a sum above one that has all its parts and more. */
const mostParts = 3;

/**
 * Rows in which the largest and the least value of a map lie, each row of which sums rows without negative elements: none is
 * larger anywhere than its neighbour that has all its parts and more. Null where that leaves out none.
 */
export function rowsOfEnds(rows: AxisSources): RowsOfEnds | null {
  if (rows.some(({ length }) => length > mostParts)) return null;
  const largest = without(rows, isWithin);
  const least = without(rows, holds);
  return largest.length < rows.length ? { largest, least } : null;
}

type Parts = readonly number[];

/** Where no neighbour is beyond a row. */
function without(rows: AxisSources, isBeyond: (parts: Parts, neighbour: Parts) => boolean): number[] {
  return rows.flatMap((parts, index) => {
    const neighbours = [rows[index - 1], rows[index + 1]].filter((neighbour) => neighbour !== undefined);
    return neighbours.some((neighbour) => isBeyond(parts, neighbour)) ? [] : [index];
  });
}

function isWithin(parts: Parts, neighbour: Parts): boolean {
  return parts.length < neighbour.length && parts.every((part) => neighbour.includes(part));
}

function holds(parts: Parts, neighbour: Parts): boolean {
  return isWithin(neighbour, parts);
}
