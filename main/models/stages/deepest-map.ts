import type { FollowedMaps } from './follow-maps.ts';
import type { TraceGraph } from './trace-graph.ts';

export interface DeepestMap {
  /** Where the maps end; null in a network without convolutions. */
  readonly end: number | null;
  /** The node beyond which convolutions can not be reached, although the output needs them; null when there is none. */
  readonly unread: number | null;
  /** Convolutions from which nothing comes to `end`. */
  readonly leftOut: readonly number[];
  isBehindEnd(place: number): boolean;
}

/**
 * The map with the most convolutions behind it among those that the first output (the first with convolutions at all)
 * is computed from, at the place where it stops being a map: flattened, pooled as a whole, or given out.
 */
export function deepestMap(graph: TraceGraph, { maps, lost }: FollowedMaps): DeepestMap {
  const { nodes } = graph;
  const isSeen = (place: number) => nodes[place]!.isConvolution && (maps.has(place) || lost.has(place));
  const output = graph.outputs.find(convolutionsBehind(graph, isSeen));
  if (output === undefined) return { end: null, unread: null, leftOut: [], isBehindEnd: () => false };
  const isBehind = behind(graph, output);
  const ends = new Set(maps.has(output) ? [output] : []);
  /** Lost nodes of which a branch comes back to a map that can be followed. */
  const returning = new Set<number>();
  let unread: number | null = null;
  for (let place = output; place >= 0; place--) {
    if (!isBehind(place)) continue;
    const node = nodes[place]!;
    const returns = maps.has(place) || returning.has(place);
    if (node.isConvolution && !returns) unread = lost.get(place) ?? unread;
    for (const { from, passage } of node.inputs) {
      if (maps.has(from) && (passage === 'end' || passage === 'unknown')) ends.add(from);
      if (returns && lost.has(from)) returning.add(from);
    }
  }
  const end = lastOfDeepest(ends, maps);
  const isBehindEnd = end === null ? () => false : behind(graph, end);
  const leftOut = [...nodes.keys()].filter((place) => isSeen(place) && !isBehindEnd(place));
  return { end, unread, leftOut, isBehindEnd };
}

/** Of the ends with the most convolutions the first; or the last that follows it with no further convolution. */
function lastOfDeepest(ends: ReadonlySet<number>, maps: FollowedMaps['maps']): number | null {
  const convolutions = (place: number) => maps.get(place)!.convolutions;
  const inOrder = [...ends].sort((a, b) => a - b);
  const most = inOrder.reduce((max, place) => Math.max(max, convolutions(place)), 0);
  const first = inOrder.find((place) => convolutions(place) === most);
  if (first === undefined || most === 0) return null;
  const following = new Set([first]);
  let last = first;
  for (const [place, { ways, convolutions: count }] of maps) {
    if (count !== most || !ways.some(({ from }) => following.has(from))) continue;
    following.add(place);
    if (ends.has(place)) last = place;
  }
  return last;
}

/** Whether a node is, or is computed from, one that `isWanted`. */
function convolutionsBehind(graph: TraceGraph, isWanted: (place: number) => boolean): (place: number) => boolean {
  const found = new Uint8Array(graph.nodes.length);
  for (const [place, node] of graph.nodes.entries())
    found[place] = Number(isWanted(place) || node.inputs.some(({ from }) => found[from] === 1));
  return (place) => found[place] === 1;
}

/** Whether a node is `end` or one of those that it is computed from. */
function behind(graph: TraceGraph, end: number): (place: number) => boolean {
  const found = new Uint8Array(graph.nodes.length);
  found[end] = 1;
  for (let place = end; place >= 0; place--)
    if (found[place] === 1) for (const { from } of graph.nodes[place]!.inputs) found[from] = 1;
  return (place) => found[place] === 1;
}
