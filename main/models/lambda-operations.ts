import type { Expression } from './lambda-expression.ts';
import type { PythonValue } from './lambda-marshal.ts';

/** One number, or one for each channel. */
export type PerChannel = number | readonly number[];

/** A range of rows or columns as Python writes it: null is the end of the axis, negative counts from it. */
export interface AxisRange {
  readonly start: number | null;
  readonly stop: number | null;
}

/** What a Lambda layer can do, as far as Steerscope knows. */
export type LambdaOperation =
  /** value * scale + offset. */
  | { readonly kind: 'affine'; readonly scale: PerChannel; readonly offset: PerChannel }
  | { readonly kind: 'crop'; readonly rows: AxisRange; readonly columns: AxisRange }
  /** Bilinear; `legacy` is TensorFlow 1's without half-pixel centres, `half-pixel` TensorFlow 2's. */
  | {
      readonly kind: 'resize';
      readonly height: number;
      readonly width: number;
      readonly sampling: 'legacy' | 'half-pixel';
    };

/** The operations that make `expression` from its input, in order; null when it is anything else. */
export function operationsOf(expression: Expression): LambdaOperation[] | null {
  switch (expression.kind) {
    case 'input':
      return [];
    case 'negative':
      return affine(expression.of, -1, 0);
    case 'binary':
      return arithmetic(expression.operator, expression.left, expression.right);
    case 'subscript':
      return crop(expression.of, expression.index);
    case 'call':
      return call(expression);
    default:
      return null;
  }
}

function arithmetic(operator: string, left: Expression, right: Expression): LambdaOperation[] | null {
  const [leftNumber, rightNumber] = [numberOf(left), numberOf(right)];
  if (rightNumber !== null) {
    if (operator === '+') return affine(left, 1, rightNumber);
    if (operator === '-') return affine(left, 1, combine(rightNumber, -1, multiply));
    if (operator === '*') return affine(left, rightNumber, 0);
    // A picture is float when it reaches a layer, so Python 2 divides it like Python 3.
    if (operator === '/' || operator === '/ of Python 2') return affine(left, combine(1, rightNumber, divide), 0);
  }
  if (leftNumber !== null) {
    if (operator === '+') return affine(right, 1, leftNumber);
    if (operator === '-') return affine(right, -1, leftNumber);
    if (operator === '*') return affine(right, leftNumber, 0);
  }
  return null;
}

/** `scale` and `offset` after whatever makes `of`; an affine operation before it is merged. */
function affine(of: Expression, scale: PerChannel, offset: PerChannel): LambdaOperation[] | null {
  const before = operationsOf(of);
  const last = before?.at(-1);
  if (!before) return null;
  if (last?.kind !== 'affine') return [...before, { kind: 'affine', scale, offset }];
  const merged: LambdaOperation = {
    kind: 'affine',
    scale: combine(last.scale, scale, multiply),
    offset: combine(combine(last.offset, scale, multiply), offset, add),
  };
  return [...before.slice(0, -1), merged];
}

/** `x[:, top:bottom, left:right]`, with the channels left out or taken whole. */
function crop(of: Expression, index: Expression): LambdaOperation[] | null {
  const before = operationsOf(of);
  if (!before || index.kind !== 'tuple' || index.items.length > 4) return null;
  const ranges = index.items.map(rangeOf);
  const [batch, rows = whole, columns = whole, channels = whole] = ranges;
  if (!isWhole(batch) || !isWhole(channels) || !rows || !columns) return null;
  return [...before, { kind: 'crop', rows, columns }];
}

const whole: AxisRange = { start: null, stop: null };

function isWhole(range: AxisRange | null | undefined): boolean {
  return range !== null && range !== undefined && (range.start ?? 0) === 0 && range.stop === null;
}

function rangeOf(expression: Expression): AxisRange | null {
  if (expression.kind !== 'slice') return null;
  const bound = (of: Expression): number | null | undefined => {
    if (isNone(of)) return null;
    const value = numberOf(of);
    return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
  };
  const [start, stop, step] = [bound(expression.start), bound(expression.stop), bound(expression.step)];
  return start === undefined || stop === undefined || (step !== null && step !== 1) ? null : { start, stop };
}

type Call = Extract<Expression, { kind: 'call' }>;

/** Names under which scripts import TensorFlow and the backend of Keras. */
const tensorflowRoots = new Set(['tf', 'ktf', 'tensorflow', 'keras', 'K', 'backend', 'KTF']);

const binaryFunctions: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  sub: '-',
  multiply: '*',
  mul: '*',
  divide: '/',
  div: '/',
  truediv: '/',
};

function call(expression: Call): LambdaOperation[] | null {
  const { callee, positional, keywords } = expression;
  if (callee.kind !== 'name') return null;
  const path = callee.name.split('.');
  if (!tensorflowRoots.has(path[0] ?? '')) return null;
  const method = path.at(-1) ?? '';
  if (path.at(-2) === 'image') return resize(method, path.includes('v1'), positional, keywords);
  const [first, second] = positional;
  if (!first || Object.keys(keywords).some((keyword) => keyword !== 'name' && keyword !== 'dtype')) return null;
  const operator = binaryFunctions[method];
  if (operator !== undefined && second && positional.length === 2) return arithmetic(operator, first, second);
  const isCast = method === 'cast' && /float(16|32|64)?'?$/.test(typeName(second ?? keywords['dtype']));
  return isCast || method === 'to_float' || method === 'identity' ? operationsOf(first) : null;
}

function typeName(expression: Expression | undefined): string {
  if (expression?.kind === 'name') return expression.name;
  return expression?.kind === 'constant' && expression.value.kind === 'text' ? expression.value.value : '';
}

/** tf.image.resize_images(images, size) and its relatives, bilinear without any other option. */
function resize(
  method: string,
  isCompatV1: boolean,
  positional: readonly Expression[],
  keywords: Readonly<Record<string, Expression>>,
): LambdaOperation[] | null {
  if (!['resize', 'resize_images', 'resize_bilinear'].includes(method)) return null;
  const sampling = method === 'resize' && !isCompatV1 ? 'half-pixel' : 'legacy';
  const { images: imagesByName, image, size: sizeByName, name: _, ...options } = keywords;
  const [images = imagesByName ?? image, ...rest] = positional;
  // TensorFlow before 1.0 took height and width apart.
  const [first, second] = rest.map((item) => numberOf(item));
  const apart = typeof first === 'number' && typeof second === 'number';
  const size = apart ? [first, second] : rest[0] ? numberOf(rest[0]) : sizeByName ? numberOf(sizeByName) : null;
  const further = rest.slice(apart ? 2 : 1);
  const isDefault = [...further, ...Object.values(options)].every(isDefaultResizeOption);
  const before = images ? operationsOf(images) : null;
  if (!before || !isDefault || !Array.isArray(size) || size.length !== 2) return null;
  const [height, width] = size as [number, number];
  if (![height, width].every((length) => Number.isInteger(length) && length >= 1)) return null;
  return [...before, { kind: 'resize', height, width, sampling }];
}

function isDefaultResizeOption(option: Expression): boolean {
  if (option.kind === 'name') return option.name.endsWith('.BILINEAR');
  if (option.kind !== 'constant') return false;
  const { value } = option;
  return (
    (value.kind === 'bool' && !value.value) ||
    (value.kind === 'int' && value.value === 0) ||
    (value.kind === 'text' && value.value === 'bilinear')
  );
}

/** The number or list of numbers that an expression without input comes to; null for anything else. */
function numberOf(expression: Expression, depth = 0): PerChannel | null {
  if (depth > 10) return null;
  switch (expression.kind) {
    case 'constant':
      return numberOfValue(expression.value);
    case 'negative': {
      const value = numberOf(expression.of, depth + 1);
      return value === null ? null : combine(value, -1, multiply);
    }
    case 'tuple':
      return listOf(expression.items.map((item) => numberOf(item, depth + 1)));
    case 'call': {
      // np.array([103.9, 116.8, 123.7])
      const { callee, positional } = expression;
      const isArray = callee.kind === 'name' && /(^|\.)(array|constant|float32|float)$/.test(callee.name);
      return isArray && positional[0] ? numberOf(positional[0], depth + 1) : null;
    }
    case 'binary': {
      const [left, right] = [numberOf(expression.left, depth + 1), numberOf(expression.right, depth + 1)];
      const operation = arithmeticOfOperator[expression.operator];
      return left === null || right === null || !operation ? null : combine(left, right, operation);
    }
    default:
      return null;
  }
}

function numberOfValue(value: PythonValue): PerChannel | null {
  if (value.kind === 'int' || value.kind === 'float') return Number.isFinite(value.value) ? value.value : null;
  return value.kind === 'tuple' ? listOf(value.items.map(numberOfValue)) : null;
}

function listOf(items: readonly (PerChannel | null)[]): number[] | null {
  const numbers = items.filter((item) => typeof item === 'number');
  return numbers.length === items.length && numbers.length > 0 ? numbers : null;
}

const add = (a: number, b: number): number => a + b;
const multiply = (a: number, b: number): number => a * b;
const divide = (a: number, b: number): number => a / b;

const arithmeticOfOperator: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': add,
  '-': (a, b) => a - b,
  '*': multiply,
  '/': divide,
};

function combine(a: PerChannel, b: PerChannel, operation: (a: number, b: number) => number): PerChannel {
  if (typeof a === 'number' && typeof b === 'number') return operation(a, b);
  const length = Math.max(typeof a === 'number' ? 0 : a.length, typeof b === 'number' ? 0 : b.length);
  return Array.from({ length }, (_, index) =>
    operation(typeof a === 'number' ? a : (a[index] ?? NaN), typeof b === 'number' ? b : (b[index] ?? NaN)),
  );
}

function isNone(expression: Expression): boolean {
  return expression.kind === 'constant' && expression.value.kind === 'none';
}
