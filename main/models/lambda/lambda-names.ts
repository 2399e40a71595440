import type { Expression } from './lambda-expression.ts';
import type { PythonValue } from './lambda-marshal.ts';

/** One number, or one for each channel. */
export type PerChannel = number | readonly number[];

export type Call = Extract<Expression, { kind: 'call' }>;

/** Names under which scripts import TensorFlow, Keras and their parts. */
const libraryRoots = new Set(['tf', 'ktf', 'tensorflow', 'keras', 'K', 'k', 'backend', 'KTF', 'ops', 'np', 'numpy']);

/** `resize` of `tf.image.resize(...)`; null for a call of anything else. */
export function imageFunction(call: Call): string | null {
  const path = pathOf(call);
  return path?.at(-2) === 'image' ? (path.at(-1) ?? null) : null;
}

/** `reduce_max` of `tf.math.reduce_max(...)` or `K.max(...)`; null for a call of what is no library's. */
export function libraryFunction(call: Call): string | null {
  return pathOf(call)?.at(-1) ?? null;
}

/** Whether the function is of TensorFlow 1, as `tf.compat.v1.image.resize`. */
export function isOfVersion1(call: Call): boolean {
  return pathOf(call)?.includes('v1') === true;
}

function pathOf({ callee }: Call): readonly string[] | null {
  if (callee.kind !== 'name') return null;
  const path = callee.name.split('.');
  return libraryRoots.has(path[0] ?? '') ? path : null;
}

export function keywordsWithout(call: Call, names: readonly string[]): string[] {
  return Object.keys(call.keywords).filter((keyword) => !names.includes(keyword));
}

/** The number or list of numbers that an expression without input comes to; null for anything else. */
export function numberOf(expression: Expression, depth = 0): PerChannel | null {
  if (depth > 10) return null;
  switch (expression.kind) {
    case 'constant':
      return numberOfValue(expression.value);
    case 'negative': {
      const value = numberOf(expression.of, depth + 1);
      return value === null ? null : combine(value, -1, (a, b) => a * b);
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
      const operation = arithmetic[expression.operator];
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

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

export function combine(a: PerChannel, b: PerChannel, operation: (a: number, b: number) => number): PerChannel {
  if (typeof a === 'number' && typeof b === 'number') return operation(a, b);
  const length = Math.max(typeof a === 'number' ? 0 : a.length, typeof b === 'number' ? 0 : b.length);
  return Array.from({ length }, (_, index) =>
    operation(typeof a === 'number' ? a : (a[index] ?? NaN), typeof b === 'number' ? b : (b[index] ?? NaN)),
  );
}
