import type { GeometryStep, WindowAxis } from '../../../shared/geometry.ts';
import type { FollowedMaps } from './follow-maps.ts';
import type { TraceGraph } from './trace-graph.ts';

/** The elements `stride * j + first` to `stride * j + last` that element j sees, on one axis. */
interface SeenAxis {
  readonly stride: number;
  readonly first: number;
  readonly last: number;
}

interface SeenWindow {
  readonly vertical: SeenAxis;
  readonly horizontal: SeenAxis;
}

const itself: SeenAxis = { stride: 1, first: 0, last: 0 };

/**
 * What an element of node `place` sees of the map at `before` over all branches between them: the steps `along` the deepest
 * branch where no other sees more, else one window that covers them all. Null where that cannot be told: a branch that
 * cannot be followed, or one that resizes.
 */
export function seenBetween(
  along: readonly GeometryStep[],
  before: number,
  place: number,
  graph: TraceGraph,
  { maps, lost }: FollowedMaps,
): readonly GeometryStep[] | null {
  const seen = new Map<number, SeenWindow>([[place, { vertical: itself, horizontal: itself }]]);
  let hasBranches = false;
  let isTold = true;
  for (let at = place; at > before; at--) {
    const above = seen.get(at);
    if (!above) continue;
    const { ways } = maps.get(at)!;
    hasBranches ||= ways.length > 1;
    for (const { from, passage } of graph.nodes[at]!.inputs)
      if (lost.has(from) ? passage !== 'end' : passage === 'unknown' && maps.has(from)) return null;
    for (const { from, step } of ways) {
      const below = through(step, above);
      isTold &&= below !== null;
      const other = seen.get(from);
      const both = below && other ? around(below, other) : below;
      isTold &&= both !== null;
      seen.set(from, both ?? above);
    }
  }
  if (!hasBranches) return along;
  const window = isTold ? seen.get(before) : undefined;
  if (!window) return null;
  const main = along.toReversed().reduce<SeenWindow | null>((above, step) => above && through(step, above), {
    vertical: itself,
    horizontal: itself,
  });
  if (main && sameAxis(main.vertical, window.vertical) && sameAxis(main.horizontal, window.horizontal)) return along;
  const [from, to] = [graph.nodes[before]!, graph.nodes[place]!];
  return [
    {
      kind: 'convolution',
      layer: to.name,
      vertical: windowAxis(window.vertical, from.height, to.height),
      horizontal: windowAxis(window.horizontal, from.width, to.width),
    },
  ];
}

/** What is seen of a step's input by who sees `above` of its output; null for a step without a plain window. */
function through(step: GeometryStep | null, above: SeenWindow): SeenWindow | null {
  if (step === null) return above;
  switch (step.kind) {
    case 'convolution':
    case 'pooling':
      return {
        vertical: throughWindow(step.vertical, above.vertical),
        horizontal: throughWindow(step.horizontal, above.horizontal),
      };
    case 'crop':
      return { vertical: moved(above.vertical, step.top), horizontal: moved(above.horizontal, step.left) };
    case 'pad':
      return { vertical: moved(above.vertical, -step.top), horizontal: moved(above.horizontal, -step.left) };
    default:
      return null;
  }
}

function throughWindow({ kernel, stride, dilation, padBefore }: WindowAxis, above: SeenAxis): SeenAxis {
  return {
    stride: above.stride * stride,
    first: above.first * stride - padBefore,
    last: above.last * stride - padBefore + dilation * (kernel - 1),
  };
}

const moved = ({ stride, first, last }: SeenAxis, by: number): SeenAxis => ({
  stride,
  first: first + by,
  last: last + by,
});

function around(one: SeenWindow, other: SeenWindow): SeenWindow | null {
  const [vertical, horizontal] = [
    aroundAxis(one.vertical, other.vertical),
    aroundAxis(one.horizontal, other.horizontal),
  ];
  return vertical && horizontal && { vertical, horizontal };
}

function aroundAxis(one: SeenAxis, other: SeenAxis): SeenAxis | null {
  if (one.stride !== other.stride) return null;
  return { stride: one.stride, first: Math.min(one.first, other.first), last: Math.max(one.last, other.last) };
}

function sameAxis(one: SeenAxis, other: SeenAxis): boolean {
  return one.stride === other.stride && one.first === other.first && one.last === other.last;
}

function windowAxis({ stride, first, last }: SeenAxis, inputSize: number, outputSize: number): WindowAxis {
  return { kernel: last - first + 1, stride, dilation: 1, padBefore: -first, inputSize, outputSize };
}
