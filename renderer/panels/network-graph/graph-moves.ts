import type { GraphLayout } from './graph-layout.ts';
import type { GraphNode } from './graph-nodes.ts';

/** Where a key leads from a node; null for any other key, and where there is nothing further. */
export function nodeAfter(
  key: string,
  at: number,
  nodes: readonly GraphNode[],
  { places }: Pick<GraphLayout, 'places'>,
): number | null {
  const own = nodes[at];
  const place = places[at];
  if (!own || !place) return nodes.length > 0 ? 0 : null;
  const nearest = (of: readonly number[]): number | null =>
    of.reduce<number | null>(
      (best, one) =>
        best === null || Math.abs(places[one]!.x - place.x) < Math.abs(places[best]!.x - place.x) ? one : best,
      null,
    );
  const beside = (isMeant: (x: number) => boolean): number | null =>
    nearest([...nodes.keys()].filter((one) => places[one]!.rank === place.rank && isMeant(places[one]!.x)));
  const stages = [...nodes.keys()]
    .filter((one) => nodes[one]!.use?.role === 'stage')
    .sort((one, other) => places[one]!.rank - places[other]!.rank);
  switch (key) {
    case 'ArrowUp':
      return nearest(own.inputs);
    case 'ArrowDown':
      return nearest(own.outputs);
    case 'ArrowLeft':
      return beside((x) => x < place.x);
    case 'ArrowRight':
      return beside((x) => x > place.x);
    case 'PageUp':
      return stages.findLast((one) => places[one]!.rank < place.rank) ?? null;
    case 'PageDown':
      return stages.find((one) => places[one]!.rank > place.rank) ?? null;
    case 'Home':
      return 0;
    case 'End':
      return nodes.length - 1;
    default:
      return null;
  }
}
