import type { TfliteGraph, TfliteOperator } from './tflite-schema.ts';

/** Whether an operator works out shapes, not pictures: everything it makes are integers. */
export function measures(operator: TfliteOperator, graph: TfliteGraph): boolean {
  return (
    operator.outputs.length > 0 &&
    operator.outputs.every((index) => ['INT32', 'INT64'].includes(graph.tensors[index]?.type ?? ''))
  );
}

/** Longest list of integers that shapes are made of. */
const longest = 64;

/**
 * The integers that an operator gives, for one picture; null where they cannot be known before running. `shapeOf` is the
 * shape of a computed tensor, `integersOf` what is known of an integer tensor.
 */
export function foldedIntegers(
  operator: TfliteOperator,
  shapeOf: (index: number) => readonly number[] | null,
  integersOf: (index: number) => readonly number[] | null,
): readonly number[] | null {
  const { type, inputs, options } = operator;
  const [first = -1] = inputs;
  if (type === 'SHAPE') return shapeOf(first);
  const lists = inputs.map((index) => integersOf(index));
  if (lists.some((list) => list === null || list.length > longest)) return null;
  const [values = [], second = [], third = [], fourth = []] = lists as (readonly number[])[];
  switch (type) {
    case 'PACK':
    case 'CONCATENATION':
      return (lists as (readonly number[])[]).flat();
    case 'GATHER':
      return second.map((at) => values[at] ?? 0);
    case 'REDUCE_PROD':
      return [values.reduce((product, value) => product * value, 1)];
    case 'MUL':
      return zipped(values, second, (left, right) => left * right);
    case 'ADD':
      return zipped(values, second, (left, right) => left + right);
    case 'SUB':
      return zipped(values, second, (left, right) => left - right);
    case 'CAST':
    case 'RESHAPE':
    case 'SQUEEZE':
    case 'EXPAND_DIMS':
      return values;
    case 'STRIDED_SLICE': {
      const [begin = 0, end = 0, step = 1] = [second[0], third[0], fourth[0]];
      const beginsAtStart = ((options?.int32(0) ?? 0) & 1) === 1;
      const endsAtEnd = ((options?.int32(1) ?? 0) & 1) === 1;
      if (step !== 1) return null;
      const place = (value: number) => (value < 0 ? value + values.length : value);
      const from = beginsAtStart ? 0 : place(begin);
      if (((options?.int32(4) ?? 0) & 1) === 1) return values.slice(from, from + 1);
      return values.slice(from, endsAtEnd ? values.length : place(end));
    }
    default:
      return null;
  }
}

function zipped(
  left: readonly number[],
  right: readonly number[],
  combine: (left: number, right: number) => number,
): number[] {
  const length = Math.max(left.length, right.length);
  const at = (list: readonly number[], index: number) => list[list.length === 1 ? 0 : index] ?? 0;
  return Array.from({ length }, (_, index) => combine(at(left, index), at(right, index)));
}
