import type { TraceGraph, TraceInput } from './trace-graph.ts';

/**
 * Depthwise convolutions whose output goes straight into 1 x 1 convolutions: the first half of a separable convolution,
 * which Keras keeps as one layer and ONNX writes as two. Whichever it is, it is one convolution with one map.
 */
export function separableHalves({ nodes, outputs }: TraceGraph): ReadonlySet<number> {
  const halves = new Set([...nodes.keys()].filter((place) => isLinearDepthwise(nodes[place]!)));
  const used = new Set<number>();
  for (const node of nodes)
    for (const input of node.inputs) {
      used.add(input.from);
      if (!node.isConvolution || !isSinglePoint(input)) halves.delete(input.from);
    }
  for (const output of outputs) halves.delete(output);
  return new Set([...halves].filter((place) => used.has(place)));
}

function isLinearDepthwise(node: TraceGraph['nodes'][number]): boolean {
  return node.isDepthwise && node.activation === null;
}

function isSinglePoint({ passage }: TraceInput): boolean {
  if (passage === null || typeof passage === 'string' || passage.kind !== 'convolution') return false;
  return [passage.vertical, passage.horizontal].every(({ kernel, stride }) => kernel === 1 && stride === 1);
}
