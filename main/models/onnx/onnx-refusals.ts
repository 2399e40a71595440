import { SteerscopeError } from '../../../shared/steerscope-error.ts';
import { largestTensor } from '../network-limits.ts';
import { constantNumbers, elementCount } from './onnx-constants.ts';
import type { GraphNode, OnnxGraph } from './onnx-graph.ts';
import type { Shapes } from './onnx-shapes.ts';

/** Operators of networks that compute in integers, of the standard and of onnxruntime's own. */
const quantised =
  /^(com\.microsoft\.)?(QuantizeLinear|DequantizeLinear|DynamicQuantizeLinear|DynamicQuantize\w+|QLinear\w+|ConvInteger\w*|MatMulInteger\w*|QAttention|QGemm|MatMulNBits)$/;

/**
 * Refuses networks that were quantised: what they compute between their layers is rounded to 8 bits or less.
 * @throws SteerscopeError `unsupported-network`.
 */
export function refuseQuantised(nodes: readonly GraphNode[], path: string): void {
  const node = nodes.find(({ proto }) => quantised.test(proto.opType));
  if (node !== undefined)
    throw new SteerscopeError(
      'unsupported-network',
      `The network is quantised to integers (node ${node.name} is ${node.proto.opType}): ${path}`,
      'Open the float network that it was made from, exported before quantisation.',
    );
}

/** Which input says how large the output becomes. */
const sizingInput: Readonly<Record<string, number>> = { ConstantOfShape: 0, Expand: 1, Tile: 1, Resize: 3, Range: 1 };

/**
 * Refuses what would fill the memory when run, or before: the runtime computes with constants when it opens a network.
 * @throws SteerscopeError `unsupported-network`.
 */
export function refuseGiants(graph: OnnxGraph, shapes: Shapes): void {
  for (const node of graph.nodes) {
    const sizing = graph.constants.get(node.proto.input[sizingInput[node.proto.opType] ?? -1] ?? '');
    const sizes = sizing !== undefined && elementCount(sizing) <= 16 ? constantNumbers(sizing) : null;
    const count = Math.max(product(shapes.get(node.proto.output[0] ?? '') ?? []), product(sizes ?? []));
    if (count > largestTensor)
      throw new SteerscopeError(
        'unsupported-network',
        `Node ${node.name} makes a tensor of ${count} numbers, which no steering network needs: ${graph.path}`,
        'Check that the file was copied in full, or export the network again.',
      );
  }
}

function product(lengths: readonly (number | null)[]): number {
  return lengths.reduce<number>((total, length) => total * Math.max(1, Math.abs(length ?? 1)), 1);
}
