import { emitGelu } from '../onnx/emit-gelu.ts';
import { int, ints } from '../onnx/onnx-write.ts';
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
    ).map(([type, opType]) => [type, (one: OperatorToEmit) => one.graph.node(opType, [sameShape(one)])]),
  ),
  RSQRT: (one) => one.graph.node('Reciprocal', [one.graph.node('Sqrt', [sameShape(one)])]),
  SQUARE: (one) => squared(one, sameShape(one)),
  // GeluOptions; approximated, it is x * (1 + tanh(...)) / 2.
  GELU: (one) => {
    if (one.options.bool(0)) throw one.cannot('is approximated by a tangent');
    return emitGelu(one.graph, sameShape(one));
  },
  RELU6: (one) => one.clipped(sameShape(one), 0, 6),
  RELU_0_TO_1: (one) => one.clipped(sameShape(one), 0, 1),
  RELU_N1_TO_1: (one) => one.clipped(sameShape(one), -1, 1),
  ELU: (one) => one.graph.node('Elu', [sameShape(one)]),
  // LeakyReluOptions.
  LEAKY_RELU: (one) => one.graph.node('LeakyRelu', [sameShape(one)], [one.alpha(one.options.float32(0))]),
  PRELU: (one) => one.graph.node('PRelu', [sameShape(one), one.operand(one.weights(1))]),
  // SoftmaxOptions; over the last axis of the file.
  SOFTMAX: (one) => {
    const name = sameShape(one);
    const rank = one.outputShape.length;
    const axis = rank === 4 ? 1 : rank - 1;
    return one.graph.node('Softmax', [one.scaled(name, one.options.float32(0))], [int('axis', axis)]);
  },
  ADD: (one) => joined(one, 'Add'),
  SUB: (one) => joined(one, 'Sub'),
  SQUARED_DIFFERENCE: (one) => squared(one, joined(one, 'Sub')),
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
    const parts = one.operator.inputs.map((_, index) => one.value(index));
    const [first = []] = parts.map(({ shape }) => shape);
    if (parts.some(({ shape }) => shape.length !== rank)) throw one.cannot('joins shapes of different length');
    const joinedLength = parts.reduce((sum, { shape }) => sum + (shape[at] ?? 0), 0);
    one.gives(first.map((length, index) => (index === at ? joinedLength : length)));
    const kept = rank === 4 ? (([0, 2, 3, 1] as const)[at] ?? 1) : at;
    return one.activated(
      one.graph.node(
        'Concat',
        parts.map(({ name }) => name),
        [int('axis', kept)],
      ),
      one.options.int8(1),
    );
  },
  // FullyConnectedOptions; weights [unit, feature].
  FULLY_CONNECTED: (one) => {
    const { options } = one;
    const input = one.value(0);
    const weights = one.weights(1);
    const [units = 0, features = 0] = weights.shape;
    const last = input.shape.at(-1) ?? 0;
    const isFlat = !options.bool(2) || input.shape.length === 2;
    if (weights.shape.length !== 2 || features === 0 || options.int8(1) !== 0)
      throw one.cannot(`has weights ${weights.shape.join('x')}`);
    const constant = one.weightsIfAny(2);
    if (constant === null && one.isComputed(2)) throw one.cannot('computes its bias');
    if (constant !== null && constant.values.length !== units)
      throw one.cannot(`has ${constant.values.length} biases for ${units} units`);
    const kernel = one.graph.floats('kernel', [units, features], weights.values);
    const biases = constant === null ? [] : [one.graph.floats('bias', [units], constant.values)];
    if (isFlat) {
      const count = input.shape.slice(1).reduce((product, length) => product * length, 1);
      if (count !== features) throw one.cannot(`has weights ${weights.shape.join('x')} for ${count} numbers`);
      one.gives([one.outputShape[0] ?? 1, units]);
      const flat = input.shape.length === 2 ? input.name : one.graph.node('Flatten', [one.channelsLast(input)]);
      return one.activated(one.graph.node('Gemm', [flat, kernel, ...biases], [int('transB', 1)]), options.int8(0));
    }
    if (last !== features) throw one.cannot(`has weights ${weights.shape.join('x')} for ${last} numbers`);
    one.gives([...input.shape.slice(0, -1), units]);
    const turned = one.graph.node('Transpose', [kernel], [ints('perm', [1, 0])]);
    const product = one.graph.node('MatMul', [one.channelsLast(input), turned]);
    const sum = biases[0] === undefined ? product : one.graph.node('Add', [product, biases[0]]);
    return one.activated(one.asKept(sum), options.int8(0));
  },
};

function squared({ graph }: OperatorToEmit, tensor: string): string {
  return graph.node('Mul', [tensor, tensor]);
}

/** Says that the output has the shape of the first input, whose tensor comes back. */
function sameShape(one: OperatorToEmit): string {
  const { name, shape } = one.value(0);
  one.gives(shape);
  return name;
}

/** AddOptions, SubOptions, MulOptions, DivOptions alike. Shapes stretch as numpy's do, aligned at their ends. */
function joined(one: OperatorToEmit, opType: string): string {
  const parts = [0, 1].map((at) => (one.isComputed(at) ? one.value(at) : one.weights(at)));
  const rank = Math.max(...parts.map(({ shape }) => shape.length));
  if ([0, 1].some((at) => one.isComputed(at) && parts[at]?.shape.length !== rank))
    throw one.cannot('joins shapes of different length');
  one.gives(
    Array.from({ length: rank }, (_, axis) => {
      const lengths = parts.map(({ shape }) => shape[axis - rank + shape.length] ?? 1);
      const longest = Math.max(...lengths);
      if (lengths.some((length) => length !== 1 && length !== longest))
        throw one.cannot('joins shapes that do not fit');
      return longest;
    }),
  );
  const operands = parts.map((part) => ('values' in part ? one.operand(part) : part.name));
  return one.activated(one.graph.node(opType, operands), one.options.int8(0));
}
