import type { GraphNode, OnnxGraph } from './onnx-graph.ts';
import type { Shapes } from './onnx-shapes.ts';

/** A node, and which of its inputs the picture comes from. */
export interface PathNode {
  readonly node: GraphNode;
  readonly from: string;
}

/** The way from the input to the first output, one node after the other. */
export interface MainPath {
  readonly nodes: readonly PathNode[];
  /** Nodes on it where branches meet; the branch with the most convolutions was followed. */
  readonly merges: readonly string[];
}

/** Operators that join several data inputs; all others are followed through their first input. */
const joining = new Set(['Add', 'Sub', 'Mul', 'Div', 'Sum', 'Max', 'Min', 'Concat', 'MatMul']);

/** Operators whose output says nothing about the picture. */
const measuring = new Set(['Shape', 'Size', 'ConstantOfShape']);

/** Follows the picture through the graph, along the branch of the same size with the most convolutions at every merge. */
export function mainPath(graph: OnnxGraph, input: string, shapes: Shapes): MainPath {
  const convolutions = new Map<string, number>([[input, 0]]);
  const producers = new Map<string, PathNode & { readonly isMerge: boolean }>();
  for (const node of graph.nodes) {
    if (measuring.has(node.proto.opType)) continue;
    const candidates = joining.has(node.proto.opType) ? node.proto.input : node.proto.input.slice(0, 1);
    const reached = [...new Set(candidates)].filter((name) => convolutions.has(name));
    const from = deepest(reached, node, convolutions, shapes);
    if (from === undefined) continue;
    const count = (convolutions.get(from) ?? 0) + (node.proto.opType === 'Conv' ? 1 : 0);
    for (const output of node.proto.output) {
      convolutions.set(output, count);
      producers.set(output, { node, from, isMerge: reached.length > 1 });
    }
  }
  const nodes: PathNode[] = [];
  const merges: string[] = [];
  let tensor = graph.proto.output.find((output) => producers.has(output.name))?.name ?? '';
  for (let step = producers.get(tensor); step !== undefined; step = producers.get(tensor)) {
    nodes.unshift(step);
    if (step.isMerge) merges.unshift(step.node.name);
    tensor = step.from;
  }
  return { nodes, merges };
}

function deepest(
  names: readonly string[],
  node: GraphNode,
  convolutions: ReadonlyMap<string, number>,
  shapes: Shapes,
): string | undefined {
  const size = (name: string | undefined) =>
    shapes
      .get(name ?? '')
      ?.slice(2)
      .join('x');
  const sameSize = names.filter((name) => size(name) === size(node.proto.output[0]));
  const candidates = sameSize.length > 0 ? sameSize : names;
  return candidates.reduce<string | undefined>(
    (best, name) => (best === undefined || (convolutions.get(name) ?? 0) > (convolutions.get(best) ?? 0) ? name : best),
    undefined,
  );
}
