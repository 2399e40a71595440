import { int, ints } from './onnx-write.ts';
import type { OperatorEmitter, OperatorToEmit } from './tflite-operator.ts';

/** Operators that work number by number, and dense layers; field numbers are of the options table named beside each. */
export const arithmeticOperators: Readonly<Record<string, OperatorEmitter>> = {
  ...Object.fromEntries(
    (
      [
        ['RELU', 'Relu'],
        ['LOGISTIC', 'Sigmoid'],
        ['TANH', 'Tanh'],
        ['HARD_SWISH', 'HardSwish'],
        ['ABS', 'Abs'],
        ['EXP', 'Exp'],
        ['LOG', 'Log'],
        ['NEG', 'Neg'],
        ['SQRT', 'Sqrt'],
        ['FLOOR', 'Floor'],
      ] as const
    ).map(([type, opType]) => [type, (one: OperatorToEmit) => one.graph.node(opType, [one.value(0).name])]),
  ),
  RELU6: (one) => one.clipped(one.value(0).name, 0, 6),
  RELU_N1_TO_1: (one) => one.clipped(one.value(0).name, -1, 1),
  ELU: (one) => one.graph.node('Elu', [one.value(0).name]),
  // LeakyReluOptions.
  LEAKY_RELU: (one) => one.graph.node('LeakyRelu', [one.value(0).name], [one.alpha(one.options.float32(0))]),
  PRELU: (one) => one.graph.node('PRelu', [one.value(0).name, one.operand(one.weights(1))]),
  // SoftmaxOptions; over the last axis of the file.
  SOFTMAX: (one) => {
    const { name, shape } = one.value(0);
    const axis = shape.length === 4 ? 1 : shape.length - 1;
    return one.graph.node('Softmax', [one.scaled(name, one.options.float32(0))], [int('axis', axis)]);
  },
  ADD: (one) => joined(one, 'Add'),
  SUB: (one) => joined(one, 'Sub'),
  MUL: (one) => joined(one, 'Mul'),
  DIV: (one) => joined(one, 'Div'),
  MAXIMUM: (one) => joined(one, 'Max'),
  MINIMUM: (one) => joined(one, 'Min'),
  // ConcatenationOptions.
  CONCATENATION: (one) => {
    const rank = one.outputShape.length;
    const axis = one.options.int32(0);
    const at = axis < 0 ? axis + rank : axis;
    if (at < 1 || at >= rank) throw one.cannot(`joins along axis ${axis}`);
    const names = one.operator.inputs.map((_, index) =>
      one.isComputed(index) ? one.value(index).name : fail(one, 'joins constants'),
    );
    const kept = rank === 4 ? (([0, 2, 3, 1] as const)[at] ?? 1) : at;
    return one.activated(one.graph.node('Concat', names, [int('axis', kept)]), one.options.int8(1));
  },
  // FullyConnectedOptions; weights [unit, feature].
  FULLY_CONNECTED: (one) => {
    const { options } = one;
    const input = one.value(0);
    const weights = one.weights(1);
    const [units = 0, features = 0] = weights.shape;
    const last = input.shape.at(-1) ?? 0;
    if (weights.shape.length !== 2 || features === 0 || options.int8(1) !== 0)
      throw one.cannot(`has weights ${weights.shape.join('x')}`);
    const constant = one.weightsIfAny(2);
    if (constant === null && one.isComputed(2)) throw one.cannot('computes its bias');
    if (constant !== null && constant.values.length !== units)
      throw one.cannot(`has ${constant.values.length} biases for ${units} units`);
    const kernel = one.graph.floats('kernel', [units, features], weights.values);
    const biases = constant === null ? [] : [one.graph.floats('bias', [units], constant.values)];
    if (one.outputShape.length === 2) {
      const count = input.shape.slice(1).reduce((product, length) => product * length, 1);
      if (count !== features) throw one.cannot(`has weights ${weights.shape.join('x')} for ${count} numbers`);
      one.expectOutput([one.outputShape[0] ?? 1, units]);
      const flat = input.shape.length === 2 ? input.name : one.graph.node('Flatten', [one.channelsLast(input)]);
      return one.activated(one.graph.node('Gemm', [flat, kernel, ...biases], [int('transB', 1)]), options.int8(0));
    }
    if (last !== features) throw one.cannot(`has weights ${weights.shape.join('x')} for ${last} numbers`);
    one.expectOutput([...input.shape.slice(0, -1), units]);
    const turned = one.graph.node('Transpose', [kernel], [ints('perm', [1, 0])]);
    const product = one.graph.node('MatMul', [one.channelsLast(input), turned]);
    const sum = biases[0] === undefined ? product : one.graph.node('Add', [product, biases[0]]);
    return one.activated(one.asKept(sum), options.int8(0));
  },
};

/** AddOptions, SubOptions, MulOptions, DivOptions alike. Shapes stretch as numpy's do, aligned at their ends. */
function joined(one: OperatorToEmit, opType: string): string {
  const rank = one.outputShape.length;
  const operands = [0, 1].map((at) => {
    if (!one.isComputed(at)) return one.operand(one.weights(at));
    const { name, shape } = one.value(at);
    if (shape.length !== rank) throw one.cannot('joins shapes of different length');
    return name;
  });
  return one.activated(one.graph.node(opType, operands), one.options.int8(0));
}

function fail(one: OperatorToEmit, why: string): never {
  throw one.cannot(why);
}
