import { elementTypes, floatTypes, shapeSetting, typeSetting } from './tensorflow-attributes.ts';
import type { FlatGraph } from './tensorflow-functions.ts';
import {
  tensorName,
  type FrozenGraph,
  type GraphConstant,
  type GraphInput,
  type GraphNode,
  type OpenShape,
} from './tensorflow-graph.ts';
import { withDilations } from './tensorflow-dilations.ts';
import { folded } from './tensorflow-fold.ts';
import { mostNeededNodes } from './tensorflow-limits.ts';
import { neededNodes } from './tensorflow-order.ts';
import { notAGraph, unsupportedGraph } from './tensorflow-refusals.ts';

/** What a signature says of an input or output: its name for callers, and the tensor that it is. */
export interface SignatureTensor {
  readonly name: string;
  readonly tensor: string;
  /** Null where the signature does not say. */
  readonly shape: OpenShape | null;
}

export interface Signature {
  readonly inputs: readonly SignatureTensor[];
  readonly outputs: readonly SignatureTensor[];
}

/** Where the numbers of a graph come from. */
export interface GraphValues {
  /** Of a `Const` node. */
  constant(node: GraphNode): GraphConstant;
  /** Of variables, by the node that stands for each. */
  readonly variables: ReadonlyMap<string, GraphConstant>;
}

export const variableOps: ReadonlySet<string> = new Set(['VarHandleOp', 'VariableV2', 'Variable']);
const inputOps = new Set(['Placeholder', 'PlaceholderV2']);

/** Nodes whose outputs are their inputs; at inference a default stands for what is not fed. */
const passing = new Set([
  ...['Identity', 'IdentityN', 'StopGradient', 'PreventGradient', 'CheckNumerics', 'Snapshot', 'EnsureShape'],
  ...['PlaceholderWithDefault', 'ReadVariableOp', 'PlaceholderV2WithDefault'],
]);

/** Casts between widths of fractions are nothing here, where all are float32. */
export function handsOn({ op, attributes }: GraphNode): boolean {
  if (op !== 'Cast') return passing.has(op);
  return floatTypes.has(typeSetting(attributes, 'SrcT', 0)) && floatTypes.has(typeSetting(attributes, 'DstT', 0));
}

/**
 * The graph that gives the signature's outputs: variables become constants, what only hands on is taken out, and all that
 * the outputs do not need stays behind. Inputs go by the signature's names.
 * @throws SteerscopeError `not-a-network` for damaged graphs, `unsupported-network` for what cannot be evaluated.
 */
export function freezeGraph(graph: FlatGraph, signature: Signature, values: GraphValues, path: string): FrozenGraph {
  const outputs = signature.outputs.map(({ name, tensor }) => ({ name, tensor: graph.resolve(tensor) }));
  const order = neededNodes(
    graph.nodes,
    outputs.map(({ tensor }) => tensor),
    path,
  );
  if (order.length > mostNeededNodes) throw unsupportedGraph(`computes with more than ${mostNeededNodes} nodes`, path);
  /** What tensors are that only hand on another, and inputs that go by another name. */
  const aliases = new Map<string, string>();
  const inputs: GraphInput[] = [];
  const nodes: GraphNode[] = [];
  const constants = new Map<string, GraphConstant>();
  const meant = (tensor: string): string => aliases.get(tensor) ?? tensor;
  for (const node of order) {
    if (inputOps.has(node.op)) {
      const input = inputOf(node, signature, graph);
      aliases.set(node.name, input.name);
      inputs.push(input);
    } else if (node.op === 'Const') constants.set(node.name, values.constant(node));
    else if (variableOps.has(node.op)) {
      const value = values.variables.get(node.name);
      if (value === undefined) throw notAGraph(`has a variable ${node.name} whose value it does not hold`, path);
      constants.set(node.name, value);
    } else if (handsOn(node)) {
      for (const [index, input] of node.inputs.entries()) aliases.set(tensorName(node.name, index), meant(input));
    } else {
      const named = { ...node, inputs: node.inputs.map(meant) };
      const constant = folded(named, constants);
      if (constant === null) nodes.push(named);
      else constants.set(node.name, constant);
    }
  }
  if (inputs.length === 0) throw unsupportedGraph('takes no input', path, 'Open a network that steers by a picture.');
  const dilated = withDilations(nodes, constants);
  const used = new Set(dilated.nodes.flatMap((node) => node.inputs));
  return {
    path,
    inputs,
    nodes: dilated.nodes,
    constants: new Map([...constants].filter(([name]) => used.has(name))),
    outputs: outputs.map(({ name, tensor }) => ({ name, tensor: dilated.aliases.get(meant(tensor)) ?? meant(tensor) })),
  };
}

function inputOf(node: GraphNode, signature: Signature, graph: FlatGraph): GraphInput {
  const said = signature.inputs.find(({ tensor }) => tensor === tensorName(node.name, 0));
  const isFree = said !== undefined && !graph.nodes.has(said.name);
  return {
    name: isFree ? said.name : node.name,
    shape: shapeSetting(node.attributes, 'shape') ?? said?.shape ?? null,
    type: typeSetting(node.attributes, 'dtype', elementTypes.DT_FLOAT),
  };
}
