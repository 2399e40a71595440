import type { GeometryStep } from '../../../shared/geometry.ts';
import { deepestMap } from './deepest-map.ts';
import { followMaps } from './follow-maps.ts';
import type { TraceGraph } from './trace-graph.ts';
import { passedByAll, stepsBetween } from './trace-stages.ts';

/** A node that every way from the picture to the deepest map passes. */
export interface PathPlace {
  readonly place: number;
  /** Of the node, or of the nodes as which an activation is written out. */
  readonly activation: string | null;
  /** From the one before it. */
  readonly steps: readonly GeometryStep[];
  readonly isJoin: boolean;
}

/** From the picture on; empty in a network without convolutions, or with one whose place cannot be followed. */
export function mapPath(graph: TraceGraph): readonly PathPlace[] {
  const followed = followMaps(graph);
  const { end, unread } = deepestMap(graph, followed);
  if (end === null || unread !== null) return [];
  const path: PathPlace[] = [{ place: graph.picture, activation: null, steps: [], isJoin: false }];
  for (const place of passedByAll(end, graph.picture, followed)) {
    const { activation, ways } = followed.maps.get(place)!;
    const steps = stepsBetween(path.at(-1)!.place, place, followed.maps);
    path.push({ place, activation, steps, isJoin: ways.length > 1 });
  }
  return path;
}
