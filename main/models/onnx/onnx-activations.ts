import { floatAttribute, textAttribute } from './onnx-attributes.ts';
import type { GraphNode, OnnxGraph } from './onnx-graph.ts';
import { constantInput } from './onnx-shapes.ts';

const names = new Map([
  ['Relu', 'relu'],
  ['Elu', 'elu'],
  ['LeakyRelu', 'leaky-relu'],
  ['PRelu', 'prelu'],
  ['Sigmoid', 'sigmoid'],
  ['HardSigmoid', 'hard-sigmoid'],
  ['HardSwish', 'hard-swish'],
  ['Swish', 'silu'],
  ['Tanh', 'tanh'],
  ['Selu', 'selu'],
  ['Celu', 'celu'],
  ['Gelu', 'gelu'],
  ['com.microsoft.Gelu', 'gelu'],
  ['com.microsoft.BiasGelu', 'gelu'],
  ['com.microsoft.QuickGelu', 'gelu'],
  ['Mish', 'mish'],
  ['Softmax', 'softmax'],
  ['Softplus', 'softplus'],
  ['Softsign', 'softsign'],
  ['ThresholdedRelu', 'thresholded-relu'],
]);

/** Operators as which activations are written out, with what tells them apart in written-out-activation.ts. */
const parts = new Map([
  ['Erf', 'erf'],
  ['Exp', 'exp'],
  ['Greater', 'step'],
  ['GreaterOrEqual', 'step'],
]);

/** The activation function that a node is, `relu` for example; null when it is none. */
export function onnxActivation(node: GraphNode, graph: OnnxGraph): string | null {
  const { opType } = node.proto;
  // Fused by onnxruntime into the convolution before it.
  if (opType === 'com.microsoft.FusedConv') return names.get(textAttribute(node.proto, 'activation', '')) ?? null;
  if (opType !== 'Clip') return names.get(opType) ?? null;
  // Bounds are attributes up to opset 10, inputs since.
  const low = constantInput(node, 1, graph)?.[0] ?? floatAttribute(node.proto, 'min', -Infinity);
  const high = constantInput(node, 2, graph)?.[0] ?? floatAttribute(node.proto, 'max', Infinity);
  return low === 0 && high === 6 ? 'relu6' : low === 0 && high > 1e30 ? 'relu' : 'clip';
}

/** The same, or the simple function that a node is within an activation that is written as several nodes. */
export function onnxFunction(node: GraphNode, graph: OnnxGraph): string | null {
  return parts.get(node.proto.opType) ?? onnxActivation(node, graph);
}
