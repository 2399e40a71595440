import type { layers } from '@tensorflow/tfjs-layers';
import { permuted } from '../onnx/axis-order.ts';
import { emitGelu } from '../onnx/emit-gelu.ts';
import { cannotEmit, onlyInput, weightsOf, type LayerEmitter } from './emit-layer.ts';
import type { OnnxEmitter } from '../onnx/onnx-emitter.ts';
import { float, int } from '../onnx/onnx-write.ts';

/** Adds the activation that a layer's `activation` setting names; `rank` is the number of axes, batch included. */
export function emitActivation(
  layer: layers.Layer,
  activation: unknown,
  tensor: string,
  rank: number,
  graph: OnnxEmitter,
): string {
  const channelAxis = rank === 4 ? 1 : rank - 1;
  switch (activation ?? 'linear') {
    case 'linear':
      return tensor;
    case 'relu':
      return graph.node('Relu', [tensor]);
    case 'relu6':
      return clipped(tensor, 6, graph);
    case 'elu':
      return graph.node('Elu', [tensor]);
    case 'selu':
      return graph.node('Selu', [tensor]);
    case 'sigmoid':
      return graph.node('Sigmoid', [tensor]);
    case 'hardSigmoid':
      return graph.node('HardSigmoid', [tensor], [float('alpha', 0.2), float('beta', 0.5)]);
    case 'tanh':
      return graph.node('Tanh', [tensor]);
    case 'softplus':
      return graph.node('Softplus', [tensor]);
    case 'softsign':
      return graph.node('Softsign', [tensor]);
    case 'softmax':
      return graph.node('Softmax', [tensor], [int('axis', channelAxis)]);
    case 'swish':
      return graph.node('Mul', [tensor, graph.node('Sigmoid', [tensor])]);
    case 'exponential':
      return graph.node('Exp', [tensor]);
    case 'leakyRelu':
      return graph.node('LeakyRelu', [tensor], [float('alpha', 0.2)]);
    case 'hardSigmoidOfKeras3':
      return graph.node('HardSigmoid', [tensor], [float('alpha', 1 / 6), float('beta', 0.5)]);
    case 'hardSwish':
      return graph.node('HardSwish', [tensor]);
    case 'logSigmoid':
      return graph.node('Neg', [graph.node('Softplus', [graph.node('Neg', [tensor])])]);
    case 'logSoftmax':
      return graph.node('LogSoftmax', [tensor], [int('axis', channelAxis)]);
    case 'gelu':
      return emitGelu(graph, tensor);
    case 'mish':
      return graph.node('Mul', [tensor, graph.node('Tanh', [graph.node('Softplus', [tensor])])]);
    default:
      throw cannotEmit(layer, `has the activation ${String(activation)}`);
  }
}

function clipped(tensor: string, highest: number, graph: OnnxEmitter): string {
  return graph.node('Clip', [tensor, graph.scalar('lowest', 0), graph.scalar('highest', highest)]);
}

/** Layers that are an activation and nothing else. */
export const activationEmitters: Readonly<Record<string, LayerEmitter>> = {
  Activation: (one) => {
    const input = onlyInput(one);
    return emitActivation(one.layer, one.config['activation'], input.name, input.shape.length, one.graph);
  },
  ReLU: (one) => {
    const { name } = onlyInput(one);
    const highest = one.config['maxValue'];
    return typeof highest === 'number' ? clipped(name, highest, one.graph) : one.graph.node('Relu', [name]);
  },
  ShapedRelu: (one) => {
    const { graph, config } = one;
    const { name } = onlyInput(one);
    const [highest, threshold] = [config['highest'], graph.scalar('threshold', Number(config['threshold']))];
    const above = typeof highest === 'number' ? graph.node('Min', [name, graph.scalar('highest', highest)]) : name;
    const slope = graph.scalar('slope', Number(config['slope']));
    const below = graph.node('Mul', [graph.node('Sub', [name, threshold]), slope]);
    return graph.node('Where', [graph.node('GreaterOrEqual', [name, threshold]), above, below]);
  },
  ScaledElu: (one) => one.graph.node('Elu', [onlyInput(one).name], [float('alpha', Number(one.config['alpha']))]),
  ELU: (one) => one.graph.node('Elu', [onlyInput(one).name], [float('alpha', Number(one.config['alpha'] ?? 1))]),
  LeakyReLU: (one) =>
    one.graph.node('LeakyRelu', [onlyInput(one).name], [float('alpha', Number(one.config['alpha'] ?? 0.3))]),
  ThresholdedReLU: (one) =>
    one.graph.node('ThresholdedRelu', [onlyInput(one).name], [float('alpha', Number(one.config['theta'] ?? 1))]),
  PReLU: (one) => {
    const [slope] = weightsOf(one.layer);
    if (slope === undefined) throw cannotEmit(one.layer, 'has no weights');
    const isMap = slope.shape.length === 3;
    const dims = isMap ? [2, 0, 1].map((axis) => slope.shape[axis] ?? 1) : slope.shape;
    const values = isMap ? permuted(slope.values, slope.shape, [2, 0, 1]) : slope.values;
    return one.graph.node('PRelu', [onlyInput(one).name, one.graph.floats('slope', dims, values)]);
  },
  Softmax: (one) => {
    const { name, shape } = onlyInput(one);
    const axis = Number(one.config['axis'] ?? -1);
    if (axis !== -1 && axis !== shape.length - 1) throw cannotEmit(one.layer, `normalises along axis ${axis}`);
    return emitActivation(one.layer, 'softmax', name, shape.length, one.graph);
  },
};
