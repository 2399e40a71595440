import { intAttribute, intsAttribute } from './onnx-attributes.ts';
import type { GraphNode } from './onnx-graph.ts';
import { numbersOf, type KnownInputs } from './onnx-shape-values.ts';
import type { Shape } from './onnx-shapes.ts';
import {
  concatenated,
  padded,
  product,
  reduced,
  reshaped,
  resized,
  sliced,
  split,
  squeezed,
  unsqueezed,
} from './onnx-reshaping-rules.ts';
import { onnxTransposedWindow, onnxWindow } from './onnx-window.ts';

/** Shapes of a node's outputs, as the operators' definitions (onnx.ai/onnx/operators) tell them; undefined where they do not. */
export function outputShapes(node: GraphNode, known: KnownInputs, path: string): readonly (Shape | undefined)[] {
  const { opType } = node.proto;
  if (opType === 'ConstantOfShape') return [known.values(0)];
  if (joining.has(opType)) return [broadcast(node.proto.input.map((_, index) => known.shape(index)))];
  const input = known.shape(0);
  if (input === undefined) return [];
  if (opType === 'Split') return split(node, input, known);
  return [outputShape(node, input, known, path)];
}

const joining = new Set(
  'Add Sub Mul Div Pow Max Min Sum Mean Where Equal Greater GreaterOrEqual Less LessOrEqual And Or'.split(' '),
);

/** Operators whose output has the shape of their first input. */
const elementwise = new Set(
  (
    'Relu Elu LeakyRelu PRelu Sigmoid Tanh Clip Selu Softplus Softsign HardSigmoid HardSwish Swish Mish Gelu Celu ' +
    'ThresholdedRelu BatchNormalization InstanceNormalization LayerNormalization GroupNormalization LRN ' +
    'LpNormalization MeanVarianceNormalization Identity Dropout Cast CastLike Softmax LogSoftmax Hardmax Abs Neg Exp ' +
    'Log Sqrt Reciprocal Floor Ceil Round Sign Erf Atan Sin Cos Tan Not QuantizeLinear DequantizeLinear ' +
    'com.microsoft.Gelu com.microsoft.QuickGelu com.microsoft.BiasGelu'
  ).split(' '),
);

function outputShape(node: GraphNode, input: Shape, known: KnownInputs, path: string): Shape | undefined {
  const { proto } = node;
  switch (proto.opType) {
    case 'Conv':
    case 'com.microsoft.FusedConv':
      return windowShape(node, input, known.shape(1) ?? null, path);
    case 'ConvTranspose':
      return transposedShape(node, input, known.shape(1) ?? [], path);
    case 'MaxPool':
    case 'AveragePool':
    case 'LpPool':
      return windowShape(node, input, null, path);
    case 'GlobalAveragePool':
    case 'GlobalMaxPool':
    case 'GlobalLpPool':
      return input.map((length, axis) => (axis < 2 ? length : 1));
    case 'Pad':
      return padded(input, numbersOf(node, 'pads', 1, known), numbersOf(node, 'axes', 3, known));
    case 'Transpose': {
      const order = intsAttribute(proto, 'perm') ?? input.map((_, axis) => input.length - 1 - axis);
      return order.map((axis) => input[axis] ?? null);
    }
    case 'Flatten': {
      const axis = intAttribute(proto, 'axis', 1);
      return [product(input.slice(0, axis)), product(input.slice(axis))];
    }
    case 'Gemm': {
      const weight = known.shape(1);
      return weight && [input[0] ?? null, weight[intAttribute(proto, 'transB', 0) === 0 ? 1 : 0] ?? null];
    }
    case 'MatMul': {
      const weight = known.shape(1);
      if (weight === undefined || input.length < 2 || weight.length < 2) return undefined;
      const stacked = broadcast([input.slice(0, -2), weight.slice(0, -2)]);
      return stacked && [...stacked, input.at(-2) ?? null, weight.at(-1) ?? null];
    }
    case 'DepthToSpace':
    case 'SpaceToDepth': {
      const [batch = null, channels = null, height = null, width = null] = input;
      const size = intAttribute(proto, 'blocksize', 1);
      const factor = proto.opType === 'DepthToSpace' ? size : 1 / size;
      return [batch, times(channels, 1 / factor ** 2), times(height, factor), times(width, factor)];
    }
    case 'Reshape':
      return reshaped(input, numbersOf(node, 'shape', 1, known) ?? known.values(1) ?? null);
    case 'Gather': {
      const axis = intAttribute(proto, 'axis', 0);
      const at = axis < 0 ? axis + input.length : axis;
      const indices = known.shape(1);
      return indices && [...input.slice(0, at), ...indices, ...input.slice(at + 1)];
    }
    case 'Squeeze':
      return squeezed(input, numbersOf(node, 'axes', 1, known));
    case 'Unsqueeze':
      return unsqueezed(input, numbersOf(node, 'axes', 1, known));
    case 'Concat':
      return concatenated(
        proto.input.map((_, index) => known.shape(index)),
        intAttribute(proto, 'axis', 1),
      );
    case 'Slice':
      return sliced(node, input, known);
    case 'Upsample':
    case 'Resize':
      return resized(node, input, known);
    case 'Tile': {
      const repeats = known.values(1);
      return repeats && input.map((length, axis) => times(length, repeats[axis] ?? null));
    }
    case 'Expand': {
      const shape = known.values(1);
      return shape && broadcast([input, shape]);
    }
    default:
      if (proto.opType.startsWith('Reduce')) return reduced(node, input, known);
      return elementwise.has(proto.opType) ? input : undefined;
  }
}

function windowShape(node: GraphNode, input: Shape, weight: Shape | null, path: string): Shape | undefined {
  const [batch = null, channels = null, height, width] = input;
  if (input.length !== 4 || typeof height !== 'number' || typeof width !== 'number') return undefined;
  const kernel = weight?.slice(2).map((length) => length ?? 0) ?? null;
  const window = onnxWindow(node, height, width, kernel, path);
  const outputChannels = weight === null ? channels : (weight[0] ?? null);
  return [batch, outputChannels, window.vertical.outputSize, window.horizontal.outputSize];
}

function transposedShape(node: GraphNode, input: Shape, weight: Shape, path: string): Shape | undefined {
  const [batch = null, , height, width] = input;
  if (input.length !== 4 || typeof height !== 'number' || typeof width !== 'number') return undefined;
  const kernel = weight.slice(2).map((length) => length ?? 0);
  const window = onnxTransposedWindow(node, height, width, kernel, path);
  const channels = weight[1] ? weight[1] * intAttribute(node.proto, 'group', 1) : null;
  return [batch, channels, window.vertical.outputSize, window.horizontal.outputSize];
}

function times(length: number | null, repeats: number | null): number | null {
  return length === null || repeats === null ? null : length * repeats;
}

/** An operand whose shape is not known is taken to be stretched over a map, as gates are. */
function broadcast(inputs: readonly (Shape | undefined)[]): Shape | undefined {
  const shapes = inputs.filter((one) => one !== undefined);
  if (shapes.length < inputs.length && !shapes.some(isMap)) return undefined;
  const rank = Math.max(...shapes.map((one) => one.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((one) => (axis < rank - one.length ? 1 : (one[axis - rank + one.length] ?? null)));
    // What is longer than 1 stretches the others, an unknown batch among them.
    const longest = Math.max(...lengths.map((length) => length ?? 0));
    return longest > 1 || !lengths.includes(null) ? longest : null;
  });
}

/** Rather than a bias or a vector. */
function isMap(shape: Shape): boolean {
  return shape.length === 4 && shape.slice(1).filter((length) => length !== null && length > 1).length > 1;
}
