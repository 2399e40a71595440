import type { LayerInfo } from '../../../shared/model.ts';
import type { TfliteConstants } from './tflite-constants.ts';
import type { TfliteGraph, TfliteOperator } from './tflite-schema.ts';

/** Fields of an operator's options that say how its window slides; strides and dilations as [vertical, horizontal]. */
const windowFields: Readonly<
  Record<string, { strides: [number, number]; dilations?: [number, number]; kernel?: [number, number] }>
> = {
  CONV_2D: { strides: [2, 1], dilations: [5, 4] },
  DEPTHWISE_CONV_2D: { strides: [2, 1], dilations: [6, 5] },
  TRANSPOSE_CONV: { strides: [2, 1] },
  MAX_POOL_2D: { strides: [2, 1], kernel: [4, 3] },
  AVERAGE_POOL_2D: { strides: [2, 1], kernel: [4, 3] },
};

/** Field of an operator's options that holds the activation fused into it. */
const activationFields: Readonly<Record<string, number>> = {
  CONV_2D: 3,
  DEPTHWISE_CONV_2D: 4,
  TRANSPOSE_CONV: 3,
  MAX_POOL_2D: 5,
  AVERAGE_POOL_2D: 5,
  FULLY_CONNECTED: 0,
  ADD: 0,
  SUB: 0,
  MUL: 0,
  DIV: 0,
  CONCATENATION: 1,
};

const fused = [null, 'relu', 'relu-n1-to-1', 'relu6', 'tanh'];

const activations: Readonly<Record<string, string>> = {
  RELU: 'relu',
  RELU6: 'relu6',
  RELU_N1_TO_1: 'relu-n1-to-1',
  ELU: 'elu',
  LEAKY_RELU: 'leaky-relu',
  PRELU: 'prelu',
  LOGISTIC: 'sigmoid',
  TANH: 'tanh',
  HARD_SWISH: 'hard-swish',
  GELU: 'gelu',
  RELU_0_TO_1: 'relu-0-to-1',
  SOFTMAX: 'softmax',
};

function paddingOf({ options, dilated }: TfliteOperator): string {
  if (options?.int8(0) !== 1) return 'same';
  if (dilated === undefined) return 'valid';
  const { top, left, bottom, right } = dilated;
  return Math.max(top, left, bottom, right) === 0 ? 'valid' : [top, left, bottom, right].join(',');
}

/** One operator for display, in TensorFlow Lite's own words. */
export function tfliteLayer(
  operator: TfliteOperator,
  name: string,
  graph: TfliteGraph,
  constants: TfliteConstants,
): Omit<LayerInfo, 'inputs'> {
  const { type, options } = operator;
  const fields = windowFields[type];
  const pair = (at: readonly [number, number] | undefined, fallback: number): [number, number] | null =>
    at === undefined
      ? null
      : [options?.int32(at[0], fallback) ?? fallback, options?.int32(at[1], fallback) ?? fallback];
  const activation = activationFields[type];
  const weights = operator.inputs.map((index) => constants.floats(index));
  const [, rows = 0, columns = 0] = weights[1]?.shape ?? [];
  return {
    name,
    type,
    outputShape: graph.tensors[operator.outputs[0] ?? -1]?.shape.slice(1) ?? null,
    parameterCount: type === 'DEQUANTIZE' ? 0 : weights.reduce((sum, one) => sum + (one?.values.length ?? 0), 0),
    activation: activations[type] ?? fused[activation === undefined ? 0 : (options?.int8(activation) ?? 0)] ?? null,
    kernel: fields === undefined ? null : (pair(fields.kernel, 0) ?? [rows, columns]),
    strides: pair(fields?.strides, 0),
    dilations: operator.dilated?.dilations ?? pair(fields?.dilations, 1),
    padding: fields === undefined ? null : paddingOf(operator),
    detail: '',
  };
}
