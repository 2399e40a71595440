import type { NodeProto } from 'onnx-buf';
import { floatAttribute, intAttribute, intsAttribute } from './onnx-attributes.ts';
import { constantNumbers, elementCount } from './onnx-constants.ts';
import type { GraphNode, OnnxGraph } from './onnx-graph.ts';

/** What stands between the network's input and its first convolution. */
export interface OnnxHead {
  /** The input's axis that the first convolution reads as channels; null when the way there is not clear. */
  readonly channelAxis: number | null;
  /** Channels that the first convolution reads; null where there is none. */
  readonly channels: number | null;
  /** Product of the constant factors at the very start, a batch normalisation's with it. */
  readonly scale: number;
}

/** Follows the input through scaling and transposing up to the first convolution. */
export function onnxHead(graph: OnnxGraph, input: string): OnnxHead {
  let tensor = input;
  let axes = [0, 1, 2, 3];
  let scale = 1;
  let scaling = true;
  for (const node of graph.nodes) {
    const { opType, input: inputs, output } = node.proto;
    if (!inputs.includes(tensor) || measuring.has(opType)) continue;
    if (opType === 'Conv') return { channelAxis: axes[1] ?? null, channels: channelsOf(node.proto, graph), scale };
    const factor = scaling ? scaleFactor(node, tensor, graph) : null;
    if (factor !== null) scale *= factor;
    else if (opType === 'Transpose')
      axes = (intsAttribute(node.proto, 'perm') ?? [3, 2, 1, 0]).map((at) => axes[at] ?? 0);
    else if (!keepsAxes.has(opType)) break;
    scaling &&= !endsScaling.has(opType);
    tensor = output[0] ?? '';
  }
  return { channelAxis: null, channels: null, scale };
}

/** Operators that read the size of the picture, not the picture. */
const measuring = new Set(['Shape', 'Size']);

const keepsAxes = new Set(
  (
    'Identity Cast CastLike Dropout Slice Resize Upsample Pad BatchNormalization Relu Clip Round Floor MaxPool ' +
    'AveragePool Add Sub Mul Div'
  ).split(' '),
);

/** Learned operators: what stands behind them is no longer the network's own scaling of its input. */
const endsScaling = new Set(['BatchNormalization', 'Relu', 'MaxPool', 'AveragePool']);

/** Channels of a scale that belongs to pictures. */
const mostChannels = 4;

/** By how much a node with constant operands multiplies its input, on average over channels; null for any other node. */
function scaleFactor({ proto }: GraphNode, tensor: string, graph: OnnxGraph): number | null {
  const { opType, input } = proto;
  const [left, right] = input;
  if (opType === 'BatchNormalization' && left === tensor) return normalisationFactor(proto, graph);
  const constant = graph.constants.get((left === tensor ? right : left) ?? '');
  if (constant === undefined || elementCount(constant) > mostChannels) return null;
  if (opType === 'Add' || opType === 'Sub') return 1;
  const numbers = constantNumbers(constant);
  if (numbers === null) return null;
  const mean = meanSize(numbers);
  if (opType === 'Mul') return mean;
  return opType === 'Div' && left === tensor ? 1 / mean : null;
}

/** scale / sqrt(variance + epsilon): a normalisation right at the input was trained on the range that it undoes. */
function normalisationFactor(proto: NodeProto, graph: OnnxGraph): number | null {
  const [scale, variance] = [1, 4].map((at) => {
    const constant = graph.constants.get(proto.input[at] ?? '');
    return constant === undefined || elementCount(constant) > mostChannels ? null : constantNumbers(constant);
  });
  const epsilon = floatAttribute(proto, 'epsilon', 1e-5);
  if (!scale || !variance) return null;
  return meanSize(scale.map((value, at) => value / Math.sqrt((variance[at] ?? 0) + epsilon)));
}

function meanSize(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + Math.abs(value), 0) / numbers.length;
}

function channelsOf(convolution: NodeProto, graph: OnnxGraph): number | null {
  const inputChannels = graph.constants.get(convolution.input[1] ?? '')?.dims[1];
  return inputChannels === undefined ? null : Number(inputChannels) * intAttribute(convolution, 'group', 1);
}
