import { road } from './course.ts';

/** Share (0..1) of the interval of length `span` centred on `at` that lies within [from, to]. */
function overlap(at: number, span: number, from: number, to: number): number {
  const low = Math.max(at - span / 2, from);
  const high = Math.min(at + span / 2, to);
  return high > low ? (high - low) / span : 0;
}

/**
 * Share of a pixel that lane markings cover, 0..1: solid lines along both edges, a dashed centre line that is solid
 * in tight bends. `offset` and `along` in metres; the pixel covers `offsetSpan` × `alongSpan` metres of the road.
 */
export function markingCover(
  offset: number,
  along: number,
  offsetSpan: number,
  alongSpan: number,
  solidCentre: boolean,
): number {
  const half = road.lineWidth / 2;
  const distance = Math.abs(offset);
  if (distance > road.lineWidth + offsetSpan) {
    return overlap(distance, offsetSpan, road.edgeLineCentre - half, road.edgeLineCentre + half);
  }
  const across = overlap(offset, offsetSpan, -half, half);
  return across === 0 || solidCentre ? across : across * dashCover(along, alongSpan);
}

/** Share of the interval of length `span` centred on `along` that dashes cover. */
function dashCover(along: number, span: number): number {
  return (dashedUpTo(along + span / 2) - dashedUpTo(along - span / 2)) / span;
}

/** Metres of dash between 0 and `along`. */
function dashedUpTo(along: number): number {
  const periods = Math.floor(along / road.dashPeriod);
  return periods * road.dashLength + Math.min(along - periods * road.dashPeriod, road.dashLength);
}
