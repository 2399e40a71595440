import type { Expression } from './lambda-expression.ts';
import { formulaOf, type Formula } from './lambda-formula.ts';
import { combine, imageFunction, isOfVersion1, libraryFunction, numberOf } from './lambda-names.ts';
import type { Call, PerChannel } from './lambda-names.ts';

/** A range of an axis as Python writes it: null is the end of the axis, negative counts from it. */
export interface AxisRange {
  readonly start: number | null;
  readonly stop: number | null;
}

/** What a Lambda layer can do, as far as Steerscope knows. */
export type LambdaOperation =
  /** value * scale + offset. */
  | { readonly kind: 'affine'; readonly scale: PerChannel; readonly offset: PerChannel }
  | { readonly kind: 'crop'; readonly rows: AxisRange; readonly columns: AxisRange }
  /** Keeps a range of the channels, or turns their order round. */
  | { readonly kind: 'channels'; readonly range: AxisRange; readonly step: 1 | -1 }
  /** Each row of the matrix makes one channel of those there are. */
  | { readonly kind: 'mix'; readonly matrix: readonly (readonly number[])[] }
  /** Bilinear; `legacy` is TensorFlow 1's without half-pixel centres, `half-pixel` TensorFlow 2's. */
  | {
      readonly kind: 'resize';
      readonly height: number;
      readonly width: number;
      readonly sampling: 'legacy' | 'half-pixel';
    }
  | { readonly kind: 'formula'; readonly formula: Formula };

/** The operations that make `expression` from its input, in order; null when it is anything else. */
export function operationsOf(expression: Expression): LambdaOperation[] | null {
  return simpleOperations(expression) ?? formulaOperations(expression);
}

function simpleOperations(expression: Expression): LambdaOperation[] | null {
  switch (expression.kind) {
    case 'input':
      return [];
    case 'negative':
      return affine(expression.of, -1, 0);
    case 'binary':
      return arithmetic(expression.operator, expression.left, expression.right);
    case 'subscript':
      return sliced(expression.of, expression.index);
    case 'call':
      return call(expression);
    default:
      return null;
  }
}

function formulaOperations(expression: Expression): LambdaOperation[] | null {
  const found = formulaOf(expression);
  // What is neither arithmetic nor understood comes back as it is.
  if (!found || found.over === expression) return null;
  const before = operationsOf(found.over);
  return before && [...before, { kind: 'formula', formula: found.formula }];
}

const multiply = (a: number, b: number): number => a * b;

function arithmetic(operator: string, left: Expression, right: Expression): LambdaOperation[] | null {
  const [leftNumber, rightNumber] = [numberOf(left), numberOf(right)];
  if (rightNumber !== null) {
    if (operator === '+') return affine(left, 1, rightNumber);
    if (operator === '-') return affine(left, 1, combine(rightNumber, -1, multiply));
    if (operator === '*') return affine(left, rightNumber, 0);
    // A picture is float when it reaches a layer, so Python 2 divides it like Python 3.
    if (operator === '/' || operator === '/ of Python 2')
      return affine(
        left,
        combine(1, rightNumber, (a, b) => a / b),
        0,
      );
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
    offset: combine(combine(last.offset, scale, multiply), offset, (a, b) => a + b),
  };
  return [...before.slice(0, -1), merged];
}

/** `x[:, top:bottom, left:right, first:last]`; what is left out is whole. */
function sliced(of: Expression, index: Expression): LambdaOperation[] | null {
  if (index.kind !== 'tuple') return null;
  const [batch, rows, columns, channels, ...further] = allAxes(index.items).map(rangeOf);
  const before = operationsOf(of);
  if (!before || !batch || !rows || !columns || !channels || further.length > 0) return null;
  if (!isWhole(batch) || rows.step !== 1 || columns.step !== 1) return null;
  const range = ({ start, stop }: SteppedRange): AxisRange => ({ start, stop });
  const crop: LambdaOperation = { kind: 'crop', rows: range(rows), columns: range(columns) };
  return [
    ...before,
    ...(isWhole(rows) && isWhole(columns) ? [] : [crop]),
    ...(isWhole(channels) ? [] : [{ kind: 'channels', range: range(channels), step: channels.step } as const]),
  ];
}

/** The slices of all four axes, those that `...` stands for and those left out at the end as `:`. */
function allAxes(items: readonly Expression[]): readonly Expression[] {
  const none: Expression = { kind: 'constant', value: { kind: 'none' } };
  const whole: Expression = { kind: 'slice', start: none, stop: none, step: none };
  const at = items.findIndex((item) => item.kind === 'constant' && item.value.kind === 'ellipsis');
  const missing = Array.from({ length: Math.max(0, 4 - items.length + (at < 0 ? 0 : 1)) }, () => whole);
  return at < 0 ? [...items, ...missing] : [...items.slice(0, at), ...missing, ...items.slice(at + 1)];
}

interface SteppedRange extends AxisRange {
  readonly step: 1 | -1;
}

function isWhole(range: SteppedRange): boolean {
  return (range.start ?? 0) === 0 && range.stop === null && range.step === 1;
}

function rangeOf(expression: Expression): SteppedRange | null {
  if (expression.kind !== 'slice') return null;
  const bound = (of: Expression): number | null | undefined => {
    if (of.kind === 'constant' && of.value.kind === 'none') return null;
    const value = numberOf(of);
    return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
  };
  const [start, stop, step] = [bound(expression.start), bound(expression.stop), bound(expression.step) ?? 1];
  if (start === undefined || stop === undefined || (step !== 1 && step !== -1)) return null;
  // Backwards only as a whole.
  return step === -1 && (start !== null || stop !== null) ? null : { start, stop, step };
}

/** Y, U and V of TensorFlow's tf.image.rgb_to_yuv, and the weights of rgb_to_grayscale. */
const colourMatrices: Readonly<Record<string, readonly (readonly number[])[]>> = {
  rgb_to_yuv: [
    [0.299, 0.587, 0.114],
    [-0.14714119, -0.28886916, 0.43601035],
    [0.61497538, -0.51496512, -0.10001026],
  ],
  rgb_to_grayscale: [[0.2989, 0.587, 0.114]],
};

function call(expression: Call): LambdaOperation[] | null {
  const image = imageFunction(expression);
  const { positional } = expression;
  const [first] = positional;
  if (image !== null) {
    const matrix = colourMatrices[image];
    if (image === 'crop_to_bounding_box') return boundingBox(positional);
    if (!matrix) return resize(image, expression);
    const before = first && operationsOf(first);
    return before && positional.length === 1 ? [...before, { kind: 'mix', matrix }] : null;
  }
  const method = libraryFunction(expression);
  if (method === null || !first || Object.keys(expression.keywords).some((key) => key !== 'name' && key !== 'dtype'))
    return null;
  const second = positional[1] ?? expression.keywords['dtype'];
  const operator = arithmeticFunctions[method];
  if (operator !== undefined && second && positional.length === 2) return arithmetic(operator, first, second);
  const isCast = method === 'cast' && /float(16|32|64)?'?$/.test(typeName(second));
  return isCast || method === 'to_float' || method === 'identity' ? operationsOf(first) : null;
}

const arithmeticFunctions: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  sub: '-',
  multiply: '*',
  mul: '*',
  divide: '/',
  div: '/',
  truediv: '/',
};

function typeName(expression: Expression | undefined): string {
  if (expression?.kind === 'name') return expression.name;
  return expression?.kind === 'constant' && expression.value.kind === 'text' ? expression.value.value : '';
}

/** tf.image.crop_to_bounding_box(image, top, left, height, width). */
function boundingBox([images, ...numbers]: readonly Expression[]): LambdaOperation[] | null {
  const [top, left, height, width] = numbers.map((number) => numberOf(number));
  const before = images && operationsOf(images);
  if (!before || numbers.length !== 4) return null;
  if (typeof top !== 'number' || typeof left !== 'number') return null;
  if (typeof height !== 'number' || typeof width !== 'number') return null;
  const rows = { start: top, stop: top + height };
  return [...before, { kind: 'crop', rows, columns: { start: left, stop: left + width } }];
}

/** tf.image.resize_images(images, size) and its relatives, bilinear without any other option. */
function resize(method: string, { positional, keywords, ...rest }: Call): LambdaOperation[] | null {
  if (!['resize', 'resize_images', 'resize_bilinear'].includes(method)) return null;
  const isOld = isOfVersion1({ positional, keywords, ...rest });
  const sampling = method === 'resize' && !isOld ? 'half-pixel' : 'legacy';
  const { images: imagesByName, image, size: sizeByName, name: _, ...options } = keywords;
  const [images = imagesByName ?? image, ...others] = positional;
  // TensorFlow before 1.0 took height and width apart.
  const [first, second] = others.map((item) => numberOf(item));
  const apart = typeof first === 'number' && typeof second === 'number';
  const size = apart ? [first, second] : others[0] ? numberOf(others[0]) : sizeByName ? numberOf(sizeByName) : null;
  const isDefault = [...others.slice(apart ? 2 : 1), ...Object.values(options)].every(isDefaultResizeOption);
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
