import type { Known, NodeToWrite } from './graph-node.ts';
import { intSetting } from './tensorflow-attributes.ts';
import type { GraphConstant } from './tensorflow-graph.ts';

type Integers = readonly (number | null)[];

/** Longer vectors are no shapes, axes or bounds. */
const mostIntegers = 64;

/** What is known of a constant. */
export function knownConstant({ type, shape, values }: GraphConstant): Known {
  return type === 'float32' || values.length > mostIntegers ? { shape } : { shape, integers: [...values] };
}

/**
 * Graphs compute shapes while they run: "as many rows as pictures, and all else in one". Such a node is evaluated here,
 * with null for what depends on the batch; null for a node that computes anything else.
 */
export function evaluated(one: NodeToWrite): Known | null {
  const { op } = one.node;
  if (op === 'Shape') return vector(one.shape(0));
  if (op === 'Rank') return scalar(one.shape(0).length);
  const inputs: Known[] = Array.from({ length: one.inputCount }, (_, index) => one.input(index));
  const numbers = inputs.flatMap(({ integers }) => (integers === undefined ? [] : [integers]));
  if (numbers.length === 0 || numbers.length < inputs.length) return null;
  const [first = [], second = [], third = []] = numbers;
  const calculate = arithmetic[op];
  if (calculate !== undefined) {
    const shape = first.length >= second.length ? inputs[0]?.shape : inputs[1]?.shape;
    return { shape: shape ?? null, integers: elementwise(first, second, calculate) };
  }
  switch (op) {
    case 'Cast':
      return inputs[0] ?? null;
    case 'Pack':
      return vector(numbers.map((each) => each[0] ?? null));
    case 'ConcatV2':
      return vector(numbers.slice(0, -1).flat());
    case 'Concat':
      return vector(numbers.slice(1).flat());
    case 'Gather':
    case 'GatherV2':
      return { shape: inputs[1]?.shape ?? null, integers: second.map((at) => pick(first, at)) };
    case 'Prod':
      return scalar(first.includes(null) ? null : (first as number[]).reduce((product, value) => product * value, 1));
    case 'Range':
      return vector(range(first[0] ?? null, second[0] ?? null, third[0] ?? null));
    case 'Reshape':
    case 'Squeeze':
    case 'ExpandDims':
      return first.length === 1 && op === 'Squeeze' ? scalar(first[0] ?? null) : vector(first);
    case 'Slice':
      return vector(first.slice(second[0] ?? 0, third[0] === -1 ? undefined : (second[0] ?? 0) + (third[0] ?? 0)));
    case 'StridedSlice':
      return strided(one, first, numbers);
    default:
      return null;
  }
}

const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  Add: (left, right) => left + right,
  AddV2: (left, right) => left + right,
  Sub: (left, right) => left - right,
  Mul: (left, right) => left * right,
  FloorDiv: (left, right) => Math.floor(left / right),
  Maximum: Math.max,
  Minimum: Math.min,
};

function elementwise(left: Integers, right: Integers, calculate: (left: number, right: number) => number): Integers {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const [one, other] = [left, right].map((each) => (each.length === 1 ? each[0] : each[index]));
    return typeof one === 'number' && typeof other === 'number' ? calculate(one, other) : null;
  });
}

function strided(one: NodeToWrite, values: Integers, [, begins, ends, strides]: readonly Integers[]): Known | null {
  const mask = (name: string) => intSetting(one.node.attributes, name, 0);
  const [begin = 0, end = 0, stride = 1] = [begins?.[0], ends?.[0], strides?.[0]];
  if (begin === null || end === null || stride !== 1 || mask('ellipsis_mask') > 0 || mask('new_axis_mask') > 0)
    return null;
  if (mask('shrink_axis_mask') > 0) return scalar(pick(values, begin));
  return vector(values.slice(mask('begin_mask') > 0 ? 0 : begin, mask('end_mask') > 0 ? undefined : end));
}

function range(start: number | null, limit: number | null, step: number | null): Integers {
  if (start === null || limit === null || step === null || step <= 0) return [];
  const length = Math.min(Math.max(Math.ceil((limit - start) / step), 0), mostIntegers);
  return Array.from({ length }, (_, index) => start + index * step);
}

function pick(values: Integers, at: number | null): number | null {
  return at === null ? null : (values.at(at) ?? null);
}

function vector(integers: Integers): Known {
  return { shape: [integers.length], integers };
}

function scalar(value: number | null): Known {
  return { shape: [], integers: [value] };
}
