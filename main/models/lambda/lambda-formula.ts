import type { Expression } from './lambda-expression.ts';
import { imageFunction, keywordsWithout, libraryFunction, numberOf, type PerChannel } from './lambda-names.ts';

const formulaFunctions = [
  'negative',
  'abs',
  'square',
  'sqrt',
  'exp',
  'log',
  'tanh',
  'sigmoid',
  'softplus',
  'relu',
  'elu',
  'atan',
  'sin',
  'cos',
] as const;
export type FormulaFunction = (typeof formulaFunctions)[number];
export type FormulaOperator = 'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'maximum' | 'minimum';
/** `picture`: rows, columns and channels of each picture; `plane`: rows and columns; `channels`: the last axis. Axes are kept. */
export type ReducedAxes = 'picture' | 'plane' | 'channels';

/** Arithmetic on a map that keeps every element in its place. */
export type Formula =
  | { readonly kind: 'value' }
  | { readonly kind: 'constant'; readonly value: PerChannel }
  | { readonly kind: 'binary'; readonly operator: FormulaOperator; readonly left: Formula; readonly right: Formula }
  | { readonly kind: 'function'; readonly name: FormulaFunction; readonly of: Formula }
  | {
      readonly kind: 'reduce';
      readonly name: 'min' | 'max' | 'mean' | 'sum';
      readonly over: ReducedAxes;
      readonly of: Formula;
    };

/** Parts of an expression may be shared, so that it is larger than the code it comes from. */
const maximumParts = 2000;

/**
 * `expression` as a formula over one expression in it, a crop or a resize or the input itself, which must be the same
 * wherever it occurs; null when it is anything else.
 */
export function formulaOf(expression: Expression): { readonly formula: Formula; readonly over: Expression } | null {
  const reader = new FormulaReader();
  const formula = reader.read(expression);
  return formula && reader.over ? { formula, over: reader.over } : null;
}

class FormulaReader {
  over: Expression | null = null;
  #parts = 0;

  read(expression: Expression): Formula | null {
    if (++this.#parts > maximumParts) return null;
    const number = numberOf(expression);
    if (number !== null) return { kind: 'constant', value: number };
    switch (expression.kind) {
      case 'input':
      case 'subscript':
        return this.#value(expression);
      case 'negative':
        return applied('negative', this.read(expression.of));
      case 'binary':
        return this.#binary(operators[expression.operator], expression.left, expression.right);
      case 'call':
        return this.#call(expression);
      default:
        return null;
    }
  }

  #value(expression: Expression): Formula | null {
    this.over ??= expression;
    return isSame(this.over, expression) ? { kind: 'value' } : null;
  }

  #binary(operator: FormulaOperator | undefined, left: Expression, right: Expression): Formula | null {
    const [leftFormula, rightFormula] = [this.read(left), this.read(right)];
    return operator && leftFormula && rightFormula ? binary(operator, leftFormula, rightFormula) : null;
  }

  #call(call: Extract<Expression, { kind: 'call' }>): Formula | null {
    const image = imageFunction(call);
    if (image === 'per_image_standardization') {
      const of = this.#first(call);
      return of && standardised(of);
    }
    if (image !== null) return this.#value(call);
    const name = libraryFunction(call);
    const [, second, third] = call.positional;
    if (name === null) return null;
    if (name in reductions) return this.#reduction(call, reductions[name] ?? 'mean');
    const others = keywordsWithout(call, ['x', 'name', 'dtype']);
    if (name === 'clip_by_value' || name === 'clip') return this.#clip(call);
    if (others.length > 0) return null;
    const operator = binaryFunctions[name];
    if (operator) return second && !third ? this.#binary(operator, call.positional[0] ?? call, second) : null;
    if (keptAsIs.has(name)) return this.#first(call);
    const unary = functionNames[name];
    return unary && !second ? applied(unary, this.#first(call)) : null;
  }

  #first(call: Extract<Expression, { kind: 'call' }>): Formula | null {
    const first = call.positional[0] ?? call.keywords['x'];
    return first ? this.read(first) : null;
  }

  #clip(call: Extract<Expression, { kind: 'call' }>): Formula | null {
    const { keywords, positional } = call;
    const low = numberOf(positional[1] ?? keywords['clip_value_min'] ?? keywords['min_value'] ?? call);
    const high = numberOf(positional[2] ?? keywords['clip_value_max'] ?? keywords['max_value'] ?? call);
    const of = this.#first(call);
    return low === null || high === null || !of ? null : clipped(of, low, high);
  }

  #reduction(call: Extract<Expression, { kind: 'call' }>, name: Reduction): Formula | null {
    const { positional, keywords } = call;
    const axes = reducedAxes(
      positional[1] ?? keywords['axis'],
      positional[2] ?? keywords['keepdims'] ?? keywords['keep_dims'],
    );
    const of = this.#first(call);
    return axes && of ? reduced(name, axes, of) : null;
  }
}

type Reduction = 'min' | 'max' | 'mean' | 'sum' | 'std' | 'var';

const reductions: Readonly<Record<string, Reduction>> = {
  min: 'min',
  reduce_min: 'min',
  max: 'max',
  reduce_max: 'max',
  mean: 'mean',
  reduce_mean: 'mean',
  sum: 'sum',
  reduce_sum: 'sum',
  std: 'std',
  reduce_std: 'std',
  var: 'var',
  reduce_variance: 'var',
};

const operators: Readonly<Record<string, FormulaOperator>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  // A picture is float when it reaches a layer, so Python 2 divides it like Python 3.
  '/ of Python 2': 'divide',
  '**': 'power',
};

const binaryFunctions: Readonly<Record<string, FormulaOperator>> = {
  add: 'add',
  subtract: 'subtract',
  sub: 'subtract',
  multiply: 'multiply',
  mul: 'multiply',
  divide: 'divide',
  div: 'divide',
  truediv: 'divide',
  true_divide: 'divide',
  pow: 'power',
  power: 'power',
  maximum: 'maximum',
  minimum: 'minimum',
};

const functionNames: Readonly<Record<string, FormulaFunction>> = {
  ...Object.fromEntries(formulaFunctions.map((name) => [name, name])),
  neg: 'negative',
  atan: 'atan',
  arctan: 'atan',
};

/** A picture is float32 when it reaches a layer. */
const keptAsIs = new Set(['cast', 'to_float', 'identity', 'convert_to_tensor', 'stop_gradient']);

function applied(name: FormulaFunction, of: Formula | null): Formula | null {
  return of && { kind: 'function', name, of };
}

function reduced(name: Reduction, over: ReducedAxes, of: Formula): Formula {
  if (name !== 'std' && name !== 'var') return { kind: 'reduce', name, over, of };
  const difference = binary('subtract', of, { kind: 'reduce', name: 'mean', over, of });
  const square: Formula = { kind: 'function', name: 'square', of: difference };
  const variance: Formula = { kind: 'reduce', name: 'mean', over, of: square };
  return name === 'var' ? variance : { kind: 'function', name: 'sqrt', of: variance };
}

const binary = (operator: FormulaOperator, left: Formula, right: Formula): Formula => ({
  kind: 'binary',
  operator,
  left,
  right,
});

/** tf.image.per_image_standardization, but for the lower bound that it sets to the deviation of a blank picture. */
export function standardised(of: Formula): Formula {
  const difference = binary('subtract', of, reduced('mean', 'picture', of));
  // No picture of a camera is that blank.
  return binary(
    'divide',
    difference,
    binary('maximum', reduced('std', 'picture', of), { kind: 'constant', value: 1e-6 }),
  );
}

/** Each picture stretched to 0..1. */
export function withinExtremes(of: Formula): Formula {
  const [min, max] = [reduced('min', 'picture', of), reduced('max', 'picture', of)];
  return binary('divide', binary('subtract', of, min), binary('subtract', max, min));
}

export function clipped(of: Formula, low: PerChannel, high: PerChannel): Formula {
  return binary('minimum', binary('maximum', of, { kind: 'constant', value: low }), { kind: 'constant', value: high });
}

/** Of a map `[batch, row, column, channel]`. Over all axes means over the batch too; a batch is one picture here. */
function reducedAxes(axis: Expression | undefined, keep: Expression | undefined): ReducedAxes | null {
  if (axis === undefined || (axis.kind === 'constant' && axis.value.kind === 'none')) return 'picture';
  const keeps = keep?.kind === 'constant' && keep.value.kind === 'bool' && keep.value.value;
  const number = numberOf(axis);
  if (!keeps || number === null) return null;
  const axes = [number].flat().map((one) => (one < 0 ? one + 4 : one));
  const key = axes
    .filter((one) => one !== 0)
    .sort((a, b) => a - b)
    .join(',');
  return ({ '1,2,3': 'picture', '1,2': 'plane', '3': 'channels' } as const)[key] ?? null;
}

/** Structurally; gives up, and says no, on expressions beyond any that a person writes. */
function isSame(a: Expression, b: Expression): boolean {
  let left = maximumParts;
  const same = (one: unknown, other: unknown): boolean => {
    if (one === other) return true;
    if (--left < 0 || typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => same((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]))
    );
  };
  return same(a, b);
}
