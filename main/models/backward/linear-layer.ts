import { floatAttribute } from '../onnx/onnx-attributes.ts';
import { multiplyByMatrix, multiplyByMatrixBack, matrixProductOf } from './adjoint-matrices.ts';
import { convolve, convolveBack, turnedWindows, windowsOf } from './adjoint-windows.ts';
import type { BackwardWriter } from './backward-writer.ts';
import { cannotGoBack } from './cannot-go-back.ts';
import { affineBehind, normalisationBefore, product, total, type ChannelLengths } from './fold-normalisation.ts';
import type { NetworkMap } from './network-map.ts';
import type { BackwardStep } from './walk-backwards.ts';

/**
 * A convolution or dense layer as relevance sees it: the normalisations beside it are part of its weights, and so is a
 * bias that is a node of its own.
 */
export interface LinearLayer {
  readonly input: string;
  /** The network's own name of `input`. */
  readonly inputTensor: string;
  /** Whether nothing in `input` is below 0. */
  readonly inputIsPositive: boolean;
  readonly weights: string;
  /** Of a shape that stretches over the output; null for none. */
  readonly bias: string | null;
  /** What the layer gives, bias and all. */
  readonly output: string;
  /** What the layer would give for another input with other weights, without its bias. */
  apply(input: string, weights: string): string;
  /** The adjoint of `apply` in its input. */
  back(arriving: string, weights: string): string;
}

/** A linear operator without what stands beside it. */
interface Operator extends Pick<LinearLayer, 'apply' | 'back' | 'weights' | 'bias'> {
  readonly outputLengths: ChannelLengths;
  readonly inputLengths: ChannelLengths;
  /** One number for each output channel, or for each input channel, in a shape that stretches over the weights. */
  overOutputs(perChannel: string): string;
  overInputs(perChannel: string): string;
}

/**
 * The layer that a Conv, ConvTranspose, Gemm or MatMul node is. Batch normalisation g·x + h behind it is folded as
 * W' = g·W and b' = g·b + h, before it as W'[o,c] = W[o,c]·g[c] and b' = b + W·h: that is exact with zero padding too, as
 * b' then is a map.
 * @throws SteerscopeError `unsupported-layer` for weights that depend on the picture.
 */
export function linearLayerOf(step: BackwardStep, map: NetworkMap): LinearLayer {
  const { write, node } = step;
  if (!node.proto.input.slice(1).every((name) => map.isFixed(name)))
    throw cannotGoBack(node, 'has weights that depend on the picture', step.path);
  const operator = operators[node.proto.opType]!(step);
  const { apply, back, overOutputs, overInputs } = operator;
  const behind = affineBehind(write, map, node.proto.output[0] ?? '', operator.outputLengths);
  const before = normalisationBefore(write, map, node.proto.input[0] ?? '', operator.inputLengths);
  const shiftBefore = before.shift && apply(write.add(before.shift, zerosOfInput(step)), operator.weights);
  const bias = total(write, operator.bias, shiftBefore);
  return {
    input: write.network(before.tensor),
    inputTensor: before.tensor,
    inputIsPositive: map.isNeverNegative(before.tensor),
    weights: [behind.gain && overOutputs(behind.gain), before.gain && overInputs(before.gain)].reduce<string>(
      (weights, gain) => (gain === null ? weights : write.multiply(weights, gain)),
      operator.weights,
    ),
    bias: total(write, bias && product(write, bias, behind.gain), behind.shift),
    output: write.network(behind.tensor),
    apply,
    back,
  };
}

const operators: Readonly<Record<string, (step: BackwardStep) => Operator>> = {
  Conv: (step) => {
    const windows = windowsOf(step);
    return {
      ...mapOperator(step, windows.group, 0),
      apply: (input, weights) => convolve(step, windows, input, weights),
      back: (arriving, weights) => convolveBack(step, windows, arriving, weights),
    };
  },
  // The adjoint of the convolution with the same weights, which goes from its output to its input.
  ConvTranspose: (step) => {
    const windows = turnedWindows(windowsOf(step));
    return {
      ...mapOperator(step, windows.group, 1),
      apply: (input, weights) => convolveBack(step, windows, input, weights),
      back: (arriving, weights) => convolve(step, windows, arriving, weights),
    };
  },
  Gemm: (step) => matrixOperator(step),
  MatMul: (step) => matrixOperator(step),
};

/** Operators whose node is a linear layer with weights. */
export const isLinear = (opType: string): boolean => opType in operators;

/** @param outputAxis of the weights: 0 for `[output, input of a group, row, column]`, 1 for `[input, output of a group, ...]`. */
function mapOperator(step: BackwardStep, group: number, outputAxis: 0 | 1): Omit<Operator, 'apply' | 'back'> {
  const { write, node } = step;
  const [first, second] = step.inputShape(1).map((length) => length ?? 0) as [number, number];
  const whole = (perChannel: string) => write.reshape(perChannel, [-1, 1, 1, 1]);
  const ofGroup = (perChannel: string) => stretchedOverGroups(write, perChannel, group, first / group, second);
  const [outputs, inputs] = outputAxis === 0 ? [first, second * group] : [second * group, first];
  return {
    weights: step.input(1),
    bias: node.proto.input[2] ? write.reshape(step.input(2), [1, -1, 1, 1]) : null,
    outputLengths: [1, outputs, 1, 1],
    inputLengths: [1, inputs, 1, 1],
    overOutputs: outputAxis === 0 ? whole : ofGroup,
    overInputs: outputAxis === 0 ? ofGroup : whole,
  };
}

/** One number a channel of `groups` times `inGroup` in the shape `[groups · others, inGroup, 1, 1]`; or one number for all. */
function stretchedOverGroups(
  write: BackwardWriter,
  perChannel: string,
  groups: number,
  others: number,
  inGroup: number,
): string {
  if (groups === 1) return write.reshape(perChannel, [1, -1, 1, 1]);
  const all = write.floats([1, groups * inGroup, 1, 1], new Float32Array(groups * inGroup).fill(1));
  const each = write.reshape(write.multiply(perChannel, all), [groups, 1, inGroup]);
  const ones = write.floats([groups, others, inGroup], new Float32Array(groups * others * inGroup).fill(1));
  return write.reshape(write.multiply(each, ones), [groups * others, inGroup, 1, 1]);
}

function matrixOperator(step: BackwardStep): Operator {
  const { write, node } = step;
  const { factor, ...matrices } = matrixProductOf(step);
  const plain = { ...matrices, factor: 1 };
  const ranks = { inputs: step.inputShape(0).length, outputs: step.outputShape(0).length };
  const sizes = step
    .inputShape(1)
    .slice(-2)
    .map((length) => length ?? 0) as [number, number];
  const [inputs, outputs] = matrices.transposesRight ? sizes.toReversed() : sizes;
  const lengths = (rank: number, last: number | undefined) => [...new Array<number>(rank - 1).fill(1), last ?? 0];
  const alongRows = (perChannel: string) => write.reshape(perChannel, [-1, 1]);
  const alongColumns = (perChannel: string) => write.reshape(perChannel, [1, -1]);
  const beta = node.proto.opType === 'Gemm' ? floatAttribute(node.proto, 'beta', 1) : 1;
  return {
    weights: write.times(step.input(1), factor),
    bias: node.proto.input[2] ? write.times(step.input(2), beta) : null,
    outputLengths: lengths(ranks.outputs, outputs),
    inputLengths: lengths(ranks.inputs, inputs),
    overOutputs: matrices.transposesRight ? alongRows : alongColumns,
    overInputs: matrices.transposesRight ? alongColumns : alongRows,
    apply: (input, weights) => multiplyByMatrix(step, plain, input, weights),
    back: (arriving, weights) => multiplyByMatrixBack(step, plain, arriving, weights),
  };
}

/** Zeros in the shape of one picture's input. */
function zerosOfInput(step: BackwardStep): string {
  const lengths = step.inputShape(0).map((length, axis) => (axis === 0 ? 1 : (length ?? 0)));
  return step.write.once(`zeros ${lengths.join()}`, () =>
    step.write.floats(lengths, new Float32Array(lengths.reduce((product, length) => product * length, 1))),
  );
}
