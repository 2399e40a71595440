import { floatAttribute } from './onnx-attributes.ts';
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
  ['Tanh', 'tanh'],
  ['Selu', 'selu'],
  ['Celu', 'celu'],
  ['Gelu', 'gelu'],
  ['Mish', 'mish'],
  ['Softplus', 'softplus'],
  ['Softsign', 'softsign'],
  ['ThresholdedRelu', 'thresholded-relu'],
]);

/** The activation function that a node is, `relu` for example; null when it is none. */
export function onnxActivation(node: GraphNode, graph: OnnxGraph): string | null {
  if (node.proto.opType !== 'Clip') return names.get(node.proto.opType) ?? null;
  // Bounds are attributes up to opset 10, inputs since.
  const low = constantInput(node, 1, graph)?.[0] ?? floatAttribute(node.proto, 'min', -Infinity);
  const high = constantInput(node, 2, graph)?.[0] ?? floatAttribute(node.proto, 'max', Infinity);
  return low === 0 && high === 6 ? 'relu6' : low === 0 && high > 1e30 ? 'relu' : 'clip';
}
