import { floatAttribute, intAttribute } from '../onnx/onnx-attributes.ts';
import { fromFront } from '../onnx/onnx-reshaping-rules.ts';
import { emptyMatrix, multiplyAlong } from './along-axis.ts';
import { cannotGoBack } from './cannot-go-back.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

const from = (first: number, end: number): number[] => Array.from({ length: end - first }, (_, at) => first + at);

/** By constants, as in a trained network: gain over deviation, a channel each. */
const batchNormalisation: StepBack = (step) => {
  const { write, node } = step;
  if ([1, 2, 3, 4].some((index) => step.leads(index)) || intAttribute(node.proto, 'training_mode', 0) !== 0)
    throw cannotGoBack(node, 'normalises by the batch itself', step.path);
  const epsilon = write.scalar(floatAttribute(node.proto, 'epsilon', 1e-5));
  const gain = write.divide(step.input(1), write.node('Sqrt', [write.add(step.input(4), epsilon)]));
  const others = step.inputShape(0).length - 2;
  return [write.multiply(step.arriving[0]!, write.reshape(gain, [-1, ...new Array<number>(others).fill(1)]))];
};

/**
 * Back through x̂ = (x − mean) / deviation over `axes`, with g what arrives at x̂: (g − mean g − x̂ · mean(g x̂)) / deviation.
 */
function standardised(step: BackwardStep, arriving: string, axes: readonly number[]): string {
  const { write, node } = step;
  const mean = (tensor: string) => write.meanOver(tensor, axes, true);
  const centred = write.subtract(step.input(0), mean(step.input(0)));
  const variance = mean(write.multiply(centred, centred));
  const epsilon = write.scalar(floatAttribute(node.proto, 'epsilon', 1e-5));
  const deviation = write.node('Sqrt', [write.add(variance, epsilon)]);
  const result = write.divide(centred, deviation);
  const along = write.multiply(result, mean(write.multiply(arriving, result)));
  return write.divide(write.subtract(write.subtract(arriving, mean(arriving)), along), deviation);
}

const instanceNormalisation: StepBack = (step) => {
  const { write } = step;
  const rank = step.inputShape(0).length;
  const gain = write.reshape(step.input(1), [-1, ...new Array<number>(rank - 2).fill(1)]);
  return [standardised(step, write.multiply(step.arriving[0]!, gain), from(2, rank))];
};

const layerNormalisation: StepBack = (step) => {
  const rank = step.inputShape(0).length;
  const first = fromFront(intAttribute(step.node.proto, 'axis', -1), rank);
  return [standardised(step, step.write.multiply(step.arriving[0]!, step.input(1)), from(first, rank))];
};

/** The axes that probabilities are taken over; before opset 13 all from one on. */
function softmaxAxes(step: BackwardStep): readonly number[] {
  const rank = step.inputShape(0).length;
  const isSingle = step.write.opset >= 13;
  const axis = fromFront(intAttribute(step.node.proto, 'axis', isSingle ? -1 : 1), rank);
  return isSingle ? [axis] : from(axis, rank);
}

/** With p the output: p (g − Σ g p). */
const softmax: StepBack = (step) => {
  const { write } = step;
  const [arriving, result] = [step.arriving[0]!, step.output(0)];
  const mean = write.sumOver(write.multiply(arriving, result), softmaxAxes(step), true);
  return [write.multiply(result, write.subtract(arriving, mean))];
};

/** With e^y the probabilities: g − e^y Σ g. */
const logSoftmax: StepBack = (step) => {
  const { write } = step;
  const arriving = step.arriving[0]!;
  const total = write.sumOver(arriving, softmaxAxes(step), true);
  return [write.subtract(arriving, write.multiply(write.node('Exp', [step.output(0)]), total))];
};

/** x · d^−β with d = bias + α / size · Σ of neighbouring channels' x²: g d^−β − 2 α β / size · x · Σ back of g x d^−β−1. */
const localResponse: StepBack = (step) => {
  const { write, node } = step;
  const shape = step.inputShape(0);
  const [alpha, beta] = [floatAttribute(node.proto, 'alpha', 1e-4), floatAttribute(node.proto, 'beta', 0.75)];
  const [size, bias] = [intAttribute(node.proto, 'size', 1), floatAttribute(node.proto, 'bias', 1)];
  const channels = shape[1] ?? null;
  if (channels === null) throw cannotGoBack(node, 'has an unknown number of channels', step.path);
  const near = emptyMatrix(step, channels, channels);
  for (const [channel, row] of near.entries())
    row.fill(1, Math.max(0, channel - Math.floor((size - 1) / 2)), channel + Math.ceil((size - 1) / 2) + 1);
  const turned = near.map((_, row) => Float64Array.from(near, (other) => other[row]!));
  const x = step.input(0);
  const squares = multiplyAlong(write, write.multiply(x, x), shape.length, 1, near);
  const scale = write.add(write.times(squares, alpha / size), write.scalar(bias));
  const power = (exponent: number) => write.node('Pow', [scale, write.scalar(exponent)]);
  const arriving = step.arriving[0]!;
  const spread = write.multiply(write.multiply(arriving, x), power(-beta - 1));
  const back = write.multiply(x, multiplyAlong(write, spread, shape.length, 1, turned));
  return [write.subtract(write.multiply(arriving, power(-beta)), write.times(back, (2 * alpha * beta) / size))];
};

export const normalisationAdjoints: Readonly<Record<string, StepBack>> = {
  BatchNormalization: batchNormalisation,
  InstanceNormalization: instanceNormalisation,
  LayerNormalization: layerNormalisation,
  Softmax: softmax,
  LogSoftmax: logSoftmax,
  LRN: localResponse,
};
