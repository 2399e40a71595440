import type { AttributeProto } from 'onnx-buf';
import type { NodeToWrite, NodeWriter } from './graph-node.ts';
import { float, int } from '../onnx/onnx-write.ts';
import { floatSetting, type Attributes } from './tensorflow-attributes.ts';

/** Operators that are one ONNX operator on each element. */
const plain: Readonly<Record<string, string>> = {
  Relu: 'Relu',
  Elu: 'Elu',
  Selu: 'Selu',
  Sigmoid: 'Sigmoid',
  Tanh: 'Tanh',
  Softplus: 'Softplus',
  Softsign: 'Softsign',
  Exp: 'Exp',
  Log: 'Log',
  Sqrt: 'Sqrt',
  Abs: 'Abs',
  Neg: 'Neg',
  Floor: 'Floor',
  Ceil: 'Ceil',
  Round: 'Round',
  Sign: 'Sign',
  Erf: 'Erf',
  Atan: 'Atan',
  Sin: 'Sin',
  Cos: 'Cos',
  Inv: 'Reciprocal',
  Reciprocal: 'Reciprocal',
  LeakyRelu: 'LeakyRelu',
};

/** Adds an activation of TensorFlow's as one ONNX node: its operator, its inputs, its settings. Null for what is none. */
function activation(
  op: string,
  one: NodeToWrite,
  tensor: string,
  attributes: Attributes,
): [opType: string, inputs: string[], attributes: AttributeProto[]] | null {
  switch (op) {
    case 'Relu6':
      return ['Clip', [tensor, one.scalar('lowest', 0), one.scalar('highest', 6)], []];
    case 'LeakyRelu': {
      // Fused convolutions call the slope otherwise.
      const slope = floatSetting(attributes, 'alpha', floatSetting(attributes, 'leakyrelu_alpha', 0.2));
      return ['LeakyRelu', [tensor], [float('alpha', slope)]];
    }
    case 'Softmax':
    case 'LogSoftmax':
      return [op, [tensor], [int('axis', -1)]];
    default:
      return Object.hasOwn(plain, op) ? [plain[op]!, [tensor], []] : null;
  }
}

/**
 * Finishes a node with the activation that was fused into it, `Relu` for example.
 * @throws SteerscopeError `unsupported-network` for one that is not known.
 */
export function finishFused(op: string, one: NodeToWrite, tensor: string): void {
  const written = activation(op, one, tensor, one.node.attributes);
  if (written === null) one.refuse(`has ${op} fused into it`);
  else one.finish(...written);
}

const elementwise: NodeWriter = (one) => {
  const written = activation(one.node.op, one, one.tensor(0), one.node.attributes);
  if (written !== null) one.finish(...written);
  return { shape: one.input(0).shape };
};

/** Operators that compute each element by itself. */
export const activationWriters: Readonly<Record<string, NodeWriter>> = {
  ...Object.fromEntries([...Object.keys(plain), 'Relu6', 'Softmax', 'LogSoftmax'].map((op) => [op, elementwise])),
  Square: (one) => {
    one.finish('Mul', [one.tensor(0), one.tensor(0)]);
    return { shape: one.input(0).shape };
  },
  Erfc: (one) => {
    one.finish('Sub', [one.scalar('one', 1), one.helper('Erf', [one.tensor(0)])]);
    return { shape: one.input(0).shape };
  },
  Rsqrt: (one) => {
    one.finish('Reciprocal', [one.helper('Sqrt', [one.tensor(0)])]);
    return { shape: one.input(0).shape };
  },
};
