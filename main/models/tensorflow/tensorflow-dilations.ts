import { create } from '@bufbuild/protobuf';
import { dilatedWindow } from './space-to-batch.ts';
import { textSetting } from './tensorflow-attributes.ts';
import type { GraphConstant, GraphNode } from './tensorflow-graph.ts';
import { AttrValueSchema, type AttrValue } from './tensorflow-messages_pb.ts';

const convolutions = new Set(['Conv2D', 'DepthwiseConv2dNative']);

/**
 * TensorFlow writes a dilated convolution as a plain one between SpaceToBatchND and BatchToSpaceND (tf.nn.convolution):
 * here it becomes one dilated convolution again, under the convolution's name, with the padding written out. All else stays.
 */
export function withDilations(
  nodes: readonly GraphNode[],
  constants: ReadonlyMap<string, GraphConstant>,
): { readonly nodes: readonly GraphNode[]; readonly aliases: ReadonlyMap<string, string> } {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const readers = new Map<string, number>();
  for (const input of nodes.flatMap(({ inputs }) => inputs)) readers.set(input, (readers.get(input) ?? 0) + 1);
  const aliases = new Map<string, string>();
  const joined = new Map<string, GraphNode>();
  const dropped = new Set<string>();
  for (const node of nodes) {
    const convolution = byName.get(node.inputs[0] ?? '');
    const before = byName.get(convolution?.inputs[0] ?? '');
    if (node.op !== 'BatchToSpaceND' || before?.op !== 'SpaceToBatchND' || convolution === undefined) continue;
    const isInside = readers.get(convolution.name) === 1 && readers.get(before.name) === 1;
    const dilated = isInside ? dilatedConvolution(before, convolution, node, constants) : null;
    if (dilated === null) continue;
    joined.set(node.name, dilated);
    aliases.set(node.name, convolution.name);
    dropped.add(convolution.name).add(before.name);
  }
  if (joined.size === 0) return { nodes, aliases };
  const renamed = (tensor: string) => aliases.get(tensor) ?? tensor;
  return {
    nodes: nodes
      .filter(({ name }) => !dropped.has(name))
      .map((node) => joined.get(node.name) ?? node)
      .map((node) => ({ ...node, inputs: node.inputs.map(renamed) })),
    aliases,
  };
}

function dilatedConvolution(
  before: GraphNode,
  convolution: GraphNode,
  after: GraphNode,
  constants: ReadonlyMap<string, GraphConstant>,
): GraphNode | null {
  const numbers = (node: GraphNode, index: number) => [...(constants.get(node.inputs[index] ?? '')?.values ?? [])];
  const isPlain =
    convolutions.has(convolution.op) &&
    textSetting(convolution.attributes, 'padding', '') === 'VALID' &&
    textSetting(convolution.attributes, 'data_format', 'NHWC') === 'NHWC';
  const window = dilatedWindow(numbers(before, 1), numbers(before, 2), numbers(after, 1), numbers(after, 2));
  if (!isPlain || window === null) return null;
  const { dilations, top, bottom, left, right } = window;
  return {
    ...convolution,
    inputs: [before.inputs[0] ?? '', ...convolution.inputs.slice(1)],
    attributes: {
      ...convolution.attributes,
      dilations: list([1, ...dilations, 1]),
      padding: create(AttrValueSchema, { value: { case: 's', value: Buffer.from('EXPLICIT') } }),
      explicit_paddings: list([0, 0, top, bottom, left, right, 0, 0]),
    },
  };
}

function list(values: readonly number[]): AttrValue {
  return create(AttrValueSchema, { value: { case: 'list', value: { i: values.map(BigInt) } } });
}
