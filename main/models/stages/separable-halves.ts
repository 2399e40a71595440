import type { TraceGraph, TraceInput } from './trace-graph.ts';

/**
 * Depthwise convolutions whose output goes straight into 1 x 1 convolutions: the first half of a separable convolution,
 * which Keras keeps as one layer and others write as two. Whichever it is, it is one convolution with one map.
 */
export function separableHalves({ nodes, outputs }: TraceGraph): ReadonlySet<number> {
  const halves = new Set([...nodes.keys()].filter((place) => isLinearDepthwise(nodes[place]!)));
  /** The convolution whose output a node hands on; most hand on nothing but their own. */
  const givers: number[] = [];
  for (const [place, node] of nodes.entries())
    givers.push(node.handsOn ? (givers[node.inputs[0]?.from ?? -1] ?? place) : place);
  const used = new Set<number>();
  for (const node of nodes)
    for (const input of node.handsOn ? [] : node.inputs) {
      const giver = givers[input.from] ?? input.from;
      used.add(giver);
      if (!node.isConvolution || !isSinglePoint(input)) halves.delete(giver);
    }
  for (const output of outputs) halves.delete(givers[output] ?? output);
  return new Set([...halves].filter((place) => used.has(place)));
}

function isLinearDepthwise(node: TraceGraph['nodes'][number]): boolean {
  return node.isDepthwise && node.activation === null;
}

function isSinglePoint({ passage }: TraceInput): boolean {
  if (passage === null || typeof passage === 'string' || passage.kind !== 'convolution') return false;
  return [passage.vertical, passage.horizontal].every(({ kernel, stride }) => kernel === 1 && stride === 1);
}
