import type { AxisSources } from './axis-sources.ts';
import type { PlacesOfEnds } from './row-sums.ts';

/** More than that, and rounding may put a sum above one that has all its parts and more. */
const mostParts = 3;

/**
 * Of sums without negative parts none is larger than its neighbour that has all its parts and more. Null where that
 * leaves nothing out that would be worth two searches.
 */
export function placesOfEnds(rows: AxisSources, columns: AxisSources): PlacesOfEnds | null {
  if ([...rows, ...columns].some(({ length }) => length > mostParts)) return null;
  const largest = { rows: without(rows, isWithin), columns: without(columns, isWithin) };
  const least = { rows: without(rows, holds), columns: without(columns, holds) };
  const searched = largest.rows.length * largest.columns.length + least.rows.length * least.columns.length;
  return searched < rows.length * columns.length ? { largest, least } : null;
}

type Parts = readonly number[];

/** Where no neighbour is beyond an element. */
function without(sources: AxisSources, isBeyond: (parts: Parts, neighbour: Parts) => boolean): Int32Array {
  const kept = sources.flatMap((parts, index) => {
    const neighbours = [sources[index - 1], sources[index + 1]].filter((neighbour) => neighbour !== undefined);
    return neighbours.some((neighbour) => isBeyond(parts, neighbour)) ? [] : [index];
  });
  return Int32Array.from(kept);
}

function isWithin(parts: Parts, neighbour: Parts): boolean {
  return parts.length < neighbour.length && parts.every((part) => neighbour.includes(part));
}

function holds(parts: Parts, neighbour: Parts): boolean {
  return isWithin(neighbour, parts);
}
