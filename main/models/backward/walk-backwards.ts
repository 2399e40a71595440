import { TensorProto_DataType, type NodeProto } from 'onnx-buf';
import type { GraphNode, OnnxGraph } from '../onnx/onnx-graph.ts';
import { constantInput, type FollowedShapes } from '../onnx/onnx-shapes.ts';
import type { ShapeValues } from '../onnx/onnx-shape-values.ts';
import type { BackwardWriter } from './backward-writer.ts';
import { cannotGoBack } from './cannot-go-back.ts';

/*
 * A backward pass is nodes behind the network's own, one group for each node of the network, last first:
 *
 *     walk-backwards     goes over the nodes and adds up what arrives at a tensor from all that read it; knows no operator
 *     StepBack           takes what arrives at a node's outputs to its inputs; one for the gradient, others for relevance
 *     gradient-step      the StepBack of the gradient: a table of adjoints by operator
 *     adjoint-*          the adjoints themselves. Of linear operators, besides, as functions of their weights
 *                        (`convolve`, `convolveBack`; `multiplyByMatrix`, `multiplyByMatrixBack` ...) for rules
 *                        that take other weights than the network's
 *     backward-writer    writes nodes in the graph's opset
 *     with-backward-pass puts it together
 */

/** One node on the way back. */
export interface BackwardStep {
  readonly node: GraphNode;
  readonly write: BackwardWriter;
  /** The file, for messages. */
  readonly path: string;
  /** What arrives at each output, of its shape; null where nothing does. At one at least something does. */
  readonly arriving: readonly (string | null)[];
  /** Whether what an input holds depends on what the walk goes to: the others need nothing. */
  leads(input: number): boolean;
  /** What an input held, as float32. */
  input(index: number): string;
  /** What an output held, as float32. */
  output(index: number): string;
  /** Lengths of an input's axes; null for a batch of any length. @throws SteerscopeError `unsupported-layer` when not known. */
  inputShape(index: number): readonly (number | null)[];
  outputShape(index: number): readonly (number | null)[];
  /** The constant numbers at an input: axes, bounds. Undefined where there are none, or they are not known before running. */
  numbers(input: number): readonly number[] | undefined;
}

/** What goes on to each input, of the input's shape; null for nothing. Those that do not lead anywhere are not asked. */
export type StepBack = (step: BackwardStep) => readonly (string | null)[];

/** A walk's ends: tensors of the network. */
export interface Walk {
  readonly from: string;
  readonly to: string;
}

/**
 * Writes the way from `from`, where `start` arrives, back to `to`; the name of what arrives there, of its shape, comes
 * back, or null when nothing does.
 * @throws SteerscopeError `unsupported-layer` for a node on the way that `stepBack` does not know.
 */
export function walkBackwards(
  graph: OnnxGraph,
  { shapes, values }: FollowedShapes,
  write: BackwardWriter,
  { from, to }: Walk,
  start: string,
  stepBack: StepBack,
): string | null {
  const leading = leadingFrom(to, graph);
  const arrivals = new Map<string, string[]>([[from, [start]]]);
  const total = (tensor: string): string | null => {
    const parts = arrivals.get(tensor);
    return parts ? write.sum(parts) : null;
  };
  for (const node of graph.nodes.toReversed()) {
    const { input, output } = node.proto;
    if (!output.some((name) => leading.has(name) && name !== to && arrivals.has(name))) continue;
    const shapeOf = (name: string | undefined) => {
      const shape = name === undefined ? undefined : shapes.get(name);
      if (shape === undefined)
        throw cannotGoBack(node, 'has a tensor whose size is not known before running', graph.path);
      return shape;
    };
    const going = stepBack({
      node,
      write,
      path: graph.path,
      arriving: output.map(total),
      leads: (index) => leading.has(input[index] ?? ''),
      input: (index) => write.network(input[index] ?? ''),
      output: (index) => write.network(output[index] ?? ''),
      inputShape: (index) => shapeOf(input[index]),
      outputShape: (index) => shapeOf(output[index]),
      numbers: (index) => known(values.get(input[index] ?? '')) ?? constantInput(node, index, graph) ?? undefined,
    });
    for (const [index, name] of input.entries()) {
      const part = leading.has(name) ? (going[index] ?? null) : null;
      if (part !== null) arrivals.set(name, [...(arrivals.get(name) ?? []), part]);
    }
  }
  return total(to);
}

function known(values: ShapeValues | undefined): readonly number[] | undefined {
  return values?.every((value) => value !== null) ? values : undefined;
}

/** What is the same whatever the values are, or is no number that could be a little larger. */
const endings = new Set(
  (
    'Shape Size NonZero ArgMax ArgMin Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor Not IsNaN IsInf ' +
    'Sign ConstantOfShape OneHot RandomNormalLike RandomUniformLike EyeLike'
  ).split(' '),
);

/** Names of the tensors whose numbers move a little when those of `tensor` do, itself among them. */
function leadingFrom(tensor: string, { nodes }: OnnxGraph): ReadonlySet<string> {
  const leading = new Set([tensor]);
  for (const { proto } of nodes)
    if (!endings.has(proto.opType) && !makesTruth(proto) && readBy(proto).some((name) => leading.has(name)))
      for (const output of proto.output) leading.add(output);
  leading.delete('');
  return leading;
}

const makesTruth = ({ opType, attribute }: NodeProto): boolean =>
  opType === 'Cast' && attribute.some(({ name, i }) => name === 'to' && Number(i) === TensorProto_DataType.BOOL);

/** The inputs of a node, and what the graphs inside it take from outside. */
function readBy({ input, attribute }: NodeProto): readonly string[] {
  const inside = attribute.flatMap(({ g, graphs }) => [...(g ? [g] : []), ...graphs]);
  return [
    ...input,
    ...inside.flatMap((graph) => [...graph.node.flatMap(readBy), ...graph.output.map(({ name }) => name)]),
  ];
}
