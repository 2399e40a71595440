import { activationWriters } from './graph-activations.ts';
import { arithmeticWriters } from './graph-arithmetic.ts';
import { evaluated, knownConstant } from './graph-integers.ts';
import { NodeToWrite, type Known, type NodeWriter } from './graph-node.ts';
import { shapeWriters } from './graph-shapes.ts';
import { windowWriters } from './graph-windows.ts';
import { GraphWriter } from './graph-writer.ts';
import { largestTensor } from '../network-limits.ts';
import { tensorName, type FrozenGraph, type OpenShape } from './tensorflow-graph.ts';
import { notAGraph, unsupportedGraph } from './tensorflow-refusals.ts';

const writers: Readonly<Record<string, NodeWriter>> = {
  ...windowWriters,
  ...activationWriters,
  ...arithmeticWriters,
  ...shapeWriters,
};

/** A TensorFlow graph written as ONNX. */
export interface WrittenGraph {
  readonly bytes: Uint8Array;
  /** Shapes by TensorFlow tensor, batch included. */
  readonly shapes: ReadonlyMap<string, OpenShape | null>;
  /** Nodes of the ONNX graph that stand for no TensorFlow node of their own. */
  readonly helpers: ReadonlySet<string>;
  /** The TensorFlow tensor of which a helper is another order of the axes. */
  readonly reordered: ReadonlyMap<string, string>;
}

function refuseGiant(shape: OpenShape | null, name: string, path: string): void {
  const lengths = shape?.slice(1).map((length) => length ?? 1) ?? [];
  const count = lengths.reduce((product, length) => product * length, 1);
  if (lengths.some((length) => !(length > 0)) || !(count <= largestTensor))
    throw unsupportedGraph(`has a tensor ${name} of the impossible shape ${lengths.join(' x ')}`, path, copyAgain);
}

const copyAgain = 'Check that the network was copied in full, or export it again.';

/**
 * Writes a graph as ONNX with the same tensors by the same names, maps with channels last as TensorFlow has them;
 * around what ONNX wants with channels first stand transpositions, which the runtime takes out again.
 * @throws SteerscopeError `unsupported-network` for an operator, or a setting, that has no ONNX form here.
 */
export function graphToOnnx(graph: FrozenGraph): WrittenGraph {
  const writer = new GraphWriter(graph);
  const known = new Map<string, Known>();
  for (const { name, shape } of graph.inputs) {
    refuseGiant(shape, name, graph.path);
    known.set(name, { shape: shape && [null, ...shape.slice(1)] });
  }
  for (const [name, constant] of graph.constants) known.set(name, knownConstant(constant));
  for (const node of graph.nodes) {
    const one = new NodeToWrite(node, graph, writer, known);
    const write = Object.hasOwn(writers, node.op) ? writers[node.op] : undefined;
    const made = evaluated(one) ?? (write ?? ((unknown) => unknown.refuse('is of an unknown kind')))(one);
    for (const [index, output] of [made].flat().entries()) {
      refuseGiant(output.shape, node.name, graph.path);
      known.set(tensorName(node.name, index), output);
    }
  }
  const outputs = graph.outputs.map(({ name, tensor }) => {
    const shape = known.get(tensor)?.shape;
    if (shape === undefined || shape === null) throw notAGraph(`gives ${name}, whose shape is open`, graph.path);
    return { name, tensor, shape };
  });
  const bytes = writer.toBytes(outputs);
  const shapes = new Map([...known].map(([tensor, { shape }]) => [tensor, shape]));
  return { bytes, shapes, helpers: writer.helpers, reordered: writer.reordered };
}
