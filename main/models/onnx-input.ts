import { TensorProto_DataType } from 'onnx-buf';
import type { ImageInput } from '../../shared/model.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import { intsAttribute } from './onnx-attributes.ts';
import { constantNumbers, elementCount } from './onnx-constants.ts';
import type { GraphNode, OnnxGraph } from './onnx-graph.ts';
import { declaredShape, type Shape } from './onnx-shapes.ts';

/** The network's picture input, and whether the network itself brings 0..255 into a small range. */
export interface OnnxImageInput {
  readonly input: ImageInput;
  readonly scalesInput: boolean;
}

/** Element types that the ONNX engine feeds. */
const fedTypes = new Set([TensorProto_DataType.FLOAT, TensorProto_DataType.DOUBLE, TensorProto_DataType.UINT8]);

/** Elements of the largest picture taken; what wants more is broken or hostile. */
const largestPicture = 2 ** 26;

/** A network that multiplies its input by less than this wants it in 0..255. */
const largestShrinkingScale = 0.1;

/** @throws SteerscopeError `unsupported-network` unless the graph takes one batch of pictures of a fixed size. */
export function onnxImageInput(graph: OnnxGraph, path: string): OnnxImageInput {
  const [value, ...others] = graph.inputs;
  if (value === undefined || others.length > 0)
    throw notForPictures(
      `takes ${graph.inputs.length} inputs (${graph.inputs.map((one) => one.name).join(', ')})`,
      path,
    );
  const shape = declaredShape(value);
  if (shape?.length !== 4) throw notForPictures(`takes ${value.name}${words(shape)}, which is no picture`, path);
  const type = value.type?.value;
  const elementType = type?.case === 'tensorType' ? type.value.elemType : TensorProto_DataType.UNDEFINED;
  if (!fedTypes.has(elementType))
    throw new SteerscopeError(
      'unsupported-network',
      `The network takes ${TensorProto_DataType[elementType] ?? 'unknown'} numbers at ${value.name}: ${path}`,
      'Export it with a float32 input.',
    );
  const head = followHead(graph, value.name);
  const channelAxis = head.channelAxis ?? guessChannelAxis(shape);
  const [height, width, channels] = channelAxis === 1 ? [shape[2], shape[3], shape[1]] : [shape[1], shape[2], shape[3]];
  if (typeof height !== 'number' || typeof width !== 'number' || typeof channels !== 'number')
    throw new SteerscopeError(
      'unsupported-network',
      `The network leaves the size of its pictures open, ${value.name}${words(shape)}: ${path}`,
      'Export it with a fixed height, width and number of channels.',
    );
  if (height * width * channels > largestPicture)
    throw notForPictures(`takes pictures of ${width} x ${height} with ${channels} channels`, path);
  const layout = channelAxis === 1 ? 'NCHW' : 'NHWC';
  return {
    input: { name: value.name, height, width, channels, layout },
    scalesInput: elementType === TensorProto_DataType.UINT8 || head.scale < largestShrinkingScale,
  };
}

interface Head {
  /** The input's axis that the first convolution reads as channels; null when the way there is not clear. */
  readonly channelAxis: number | null;
  /** Product of the constant factors at the very start. */
  readonly scale: number;
}

/** Follows the input through scaling and transposing up to the first convolution. */
function followHead(graph: OnnxGraph, input: string): Head {
  let tensor = input;
  let axes = [0, 1, 2, 3];
  let scale = 1;
  let scaling = true;
  for (const node of graph.nodes) {
    const { opType, input: inputs, output } = node.proto;
    if (!inputs.includes(tensor)) continue;
    if (opType === 'Conv') return { channelAxis: axes[1] ?? null, scale };
    const factor = scaling ? scaleFactor(node, tensor, graph) : null;
    if (factor !== null) scale *= factor;
    else if (opType === 'Transpose')
      axes = (intsAttribute(node.proto, 'perm') ?? [3, 2, 1, 0]).map((at) => axes[at] ?? 0);
    else if (keepsAxes.has(opType)) scaling = scaling && !endsScaling.has(opType);
    else break;
    tensor = output[0] ?? '';
  }
  return { channelAxis: null, scale };
}

const keepsAxes = new Set(
  'Identity Cast Dropout Slice Resize Upsample Pad BatchNormalization Relu MaxPool AveragePool Add Sub Mul Div'.split(
    ' ',
  ),
);

/** Learned operators: what stands behind them is no longer the network's own scaling of its input. */
const endsScaling = new Set(['BatchNormalization', 'Relu', 'MaxPool', 'AveragePool']);

/** By how much a node with one constant operand multiplies the other; null for any other node. */
function scaleFactor(node: GraphNode, tensor: string, graph: OnnxGraph): number | null {
  const { opType, input } = node.proto;
  const [left, right] = input;
  const constant = graph.constants.get((left === tensor ? right : left) ?? '');
  if (constant === undefined || elementCount(constant) > 4) return null;
  if (opType === 'Add' || opType === 'Sub') return 1;
  const numbers = constantNumbers(constant);
  if (numbers === null) return null;
  const mean = numbers.reduce((sum, value) => sum + Math.abs(value), 0) / numbers.length;
  if (opType === 'Mul') return mean;
  return opType === 'Div' && left === tensor ? 1 / mean : null;
}

/** Pictures have few channels: the axis of at most four, else the smaller one. */
function guessChannelAxis(shape: Shape): number {
  const [first, last] = [shape[1] ?? Infinity, shape[3] ?? Infinity];
  return last < first ? 3 : 1;
}

function notForPictures(what: string, path: string): SteerscopeError {
  return new SteerscopeError(
    'unsupported-network',
    `The network ${what}; Steerscope needs one input of pictures, batch x channels x height x width: ${path}`,
    'Open a network that steers by one camera picture.',
  );
}

function words(shape: Shape | null): string {
  return shape === null ? '' : `[${shape.map((length) => length ?? '?').join(', ')}]`;
}
