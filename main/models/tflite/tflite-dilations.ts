import { dilatedWindow } from '../tensorflow/space-to-batch.ts';
import type { TfliteConstants } from './tflite-constants.ts';
import type { TfliteGraph, TfliteOperator } from './tflite-schema.ts';

/** Padding VALID is 1 in both tables of options, in the first field. */
const isValid = ({ options }: TfliteOperator): boolean => options?.int8(0) === 1;

/**
 * The operators of a graph with every convolution that stands between SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND, as which
 * the converter leaves dilated ones, in one again. All others stay as they are.
 */
export function withDilations(graph: TfliteGraph, constants: TfliteConstants): readonly TfliteOperator[] {
  const makers = new Map(graph.operators.flatMap((operator) => operator.outputs.map((index) => [index, operator])));
  const readers = new Map<number, number>();
  for (const index of [...graph.operators.flatMap(({ inputs }) => inputs), ...graph.outputs])
    readers.set(index, (readers.get(index) ?? 0) + 1);
  const makerOfOnly = (index: number | undefined) =>
    index !== undefined && readers.get(index) === 1 ? makers.get(index) : undefined;
  const joined = new Map<TfliteOperator, TfliteOperator>();
  const dropped = new Set<TfliteOperator>();
  for (const after of graph.operators) {
    if (after.type !== 'BATCH_TO_SPACE_ND') continue;
    const convolution = makerOfOnly(after.inputs[0]);
    const before = makerOfOnly(convolution?.inputs[0]);
    const isConvolution = convolution?.type === 'CONV_2D' || convolution?.type === 'DEPTHWISE_CONV_2D';
    if (!isConvolution || before?.type !== 'SPACE_TO_BATCH_ND' || !isValid(convolution)) continue;
    const numbers = (operator: TfliteOperator, at: number) => constants.ints(operator.inputs[at] ?? -1) ?? [];
    const window = dilatedWindow(numbers(before, 1), numbers(before, 2), numbers(after, 1), numbers(after, 2));
    if (window === null) continue;
    const inputs = [before.inputs[0] ?? -1, ...convolution.inputs.slice(1)];
    joined.set(after, { ...convolution, inputs, outputs: after.outputs, dilated: window });
    dropped.add(convolution).add(before);
  }
  return graph.operators
    .filter((operator) => !dropped.has(operator))
    .map((operator) => joined.get(operator) ?? operator);
}
