import { intAttribute, intsAttribute, textAttribute } from '../onnx/onnx-attributes.ts';
import { fromFront, slicedPlaces } from '../onnx/onnx-reshaping-rules.ts';
import { numbersOf } from '../onnx/onnx-shape-values.ts';
import { putAlong } from './along-axis.ts';
import { cannotGoBack } from './cannot-go-back.ts';
import { sumToShape } from './sum-to-shape.ts';
import type { BackwardStep, StepBack } from './walk-backwards.ts';

/** Lengths to reshape to, with an open batch. @throws SteerscopeError `unsupported-layer` when more than one is open. */
export function openLengths(step: BackwardStep, shape: readonly (number | null)[]): number[] {
  if (shape.filter((length) => length === null).length > 1)
    throw cannotGoBack(step.node, 'has a tensor whose size is not known before running', step.path);
  return shape.map((length) => length ?? -1);
}

/** Numbers that are an attribute in older files and an input in newer ones. @throws SteerscopeError `unsupported-layer` */
export function numbersFor(step: BackwardStep, attribute: string, input: number): number[] | null {
  const numbers = numbersOf(step.node, attribute, input, { values: (index) => step.numbers(index) });
  if (numbers === null && step.node.proto.input[input])
    throw cannotGoBack(step.node, `has ${attribute} that are not known before running`, step.path);
  return numbers;
}

/** What keeps the order of the elements, whatever the axes are. */
const reshaping: StepBack = ({ write, node, arriving }) => [write.reshapeLike(arriving[0]!, node.proto.input[0]!)];

const nothing: StepBack = ({ arriving }) => [arriving[0] ?? null];

const transposing: StepBack = (step) => {
  const rank = step.inputShape(0).length;
  const order = intsAttribute(step.node.proto, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  const back = order.map((_, axis) => order.indexOf(axis));
  return [step.write.transpose(step.arriving[0]!, back)];
};

const stretching: StepBack = (step) => [
  sumToShape(step.write, step.arriving[0]!, step.outputShape(0), step.inputShape(0)),
];

/** Each axis of n · length becomes n and length, and the copies are added up. */
const repeating: StepBack = (step) => {
  const lengths = openLengths(step, step.inputShape(0));
  const repeats = step.numbers(1);
  if (repeats === undefined) throw cannotGoBack(step.node, 'repeats an unknown number of times', step.path);
  const split = lengths.flatMap((length, axis) => (length === -1 ? [1, -1] : [repeats[axis] ?? 1, length]));
  if (lengths.some((length, axis) => length === -1 && repeats[axis] !== 1))
    throw cannotGoBack(step.node, 'repeats the batch', step.path);
  const copies = lengths.map((_, axis) => 2 * axis);
  return [step.write.sumOver(step.write.reshape(step.arriving[0]!, split), copies, false)];
};

const joining: StepBack = (step) => {
  const { write, node, arriving } = step;
  const shapes = node.proto.input.map((_, index) => step.inputShape(index));
  const axis = fromFront(intAttribute(node.proto, 'axis', 1), shapes[0]!.length);
  let start = 0;
  return shapes.map((shape, index) => {
    const length = shape[axis] ?? null;
    if (length === null) throw cannotGoBack(node, 'joins tensors of unknown length', step.path);
    start += length;
    return step.leads(index) ? write.slice(arriving[0]!, [start - length], [start], [axis]) : null;
  });
};

const splitting: StepBack = (step) => {
  const { write, node, arriving } = step;
  const axis = fromFront(intAttribute(node.proto, 'axis', 0), step.inputShape(0).length);
  const parts = arriving.map((part, index) => part ?? write.zerosLike(node.proto.output[index]!));
  return [write.concat(parts, axis)];
};

const slicing: StepBack = (step) => {
  const { node } = step;
  const shape = step.inputShape(0);
  const [starts, ends] = [numbersFor(step, 'starts', 1) ?? [], numbersFor(step, 'ends', 2) ?? []];
  const axes = numbersFor(step, 'axes', 3) ?? starts.map((_, index) => index);
  const steps = numbersFor(step, 'steps', 4) ?? [];
  let back = step.arriving[0]!;
  for (const [index, axis] of axes.entries()) {
    const at = fromFront(axis, shape.length);
    const [start, end, stride] = [starts[index] ?? 0, ends[index] ?? 0, steps[index] ?? 1];
    const length = shape[at] ?? null;
    const isWhole = start === 0 && end >= 2 ** 31 - 1 && stride === 1;
    if (length !== null)
      back = putAlong(step, back, shape.length, at, slicedPlaces(start, end, stride, length), length);
    else if (!isWhole) throw cannotGoBack(node, 'takes a part of the batch', step.path);
  }
  return [back];
};

const padding: StepBack = (step) => {
  const { write, node } = step;
  const shape = step.inputShape(0);
  const pads = numbersFor(step, 'pads', 1) ?? [];
  const axes = (numbersFor(step, 'axes', 3) ?? shape.map((_, axis) => axis)).map((axis) =>
    fromFront(axis, shape.length),
  );
  const mode = textAttribute(node.proto, 'mode', 'constant');
  if (!['constant', 'edge', 'wrap', 'reflect'].includes(mode)) throw cannotGoBack(node, `pads as ${mode}`, step.path);
  let back = step.arriving[0]!;
  for (const [index, axis] of axes.entries()) {
    const [before, after] = [pads[index] ?? 0, pads[index + axes.length] ?? 0];
    if (before === 0 && after === 0) continue;
    const length = shape[axis] ?? null;
    if (length === null) throw cannotGoBack(node, 'pads the batch', step.path);
    const sources = Array.from({ length: before + length + after }, (_, at) => paddedFrom(at - before, length, mode));
    // What is there twice is added up; of what comes from nowhere nothing is kept.
    const inside = sources.flatMap((source, at) => (source === null ? [] : [at]));
    const [first = 0, last = -1] = [inside[0], inside.at(-1)];
    if (inside.length < sources.length) back = write.slice(back, [first], [last + 1], [axis]);
    const places = sources.filter((source) => source !== null);
    back = putAlong(step, back, shape.length, axis, places, length);
  }
  return [back];
};

/** Which element of an axis stands `at` elements from its first; null for none. */
function paddedFrom(at: number, length: number, mode: string): number | null {
  if (mode === 'edge') return Math.min(Math.max(at, 0), length - 1);
  if (mode === 'wrap') return ((at % length) + length) % length;
  if (mode === 'reflect') {
    const period = Math.max(2 * (length - 1), 1);
    const within = ((at % period) + period) % period;
    return Math.min(within, period - within);
  }
  return at >= 0 && at < length ? at : null;
}

const gathering: StepBack = (step) => {
  const { write, node } = step;
  const shape = step.inputShape(0);
  const axis = fromFront(intAttribute(node.proto, 'axis', 0), shape.length);
  const length = shape[axis] ?? null;
  const indices = step.numbers(1);
  if (indices === undefined || length === null || step.leads(1))
    throw cannotGoBack(node, 'takes elements that are not known before running', step.path);
  const gathered = shape.map((one, other) => (other === axis ? indices.length : one));
  const flat = write.reshape(step.arriving[0]!, openLengths(step, gathered));
  const places = indices.map((index) => fromFront(index, length));
  return [putAlong(step, flat, shape.length, axis, places, length)];
};

/** Rows, columns and channels of blocks, in the order in which the operators take them apart and put them together. */
const blocks =
  (isDepthToSpace: boolean): StepBack =>
  (step) => {
    const { write, node } = step;
    const size = intAttribute(node.proto, 'blocksize', 1);
    const [, channels = 0, height = 0, width = 0] = openLengths(
      step,
      isDepthToSpace ? step.outputShape(0) : step.inputShape(0),
    );
    const isCrd = textAttribute(node.proto, 'mode', 'DCR') === 'CRD';
    const arriving = step.arriving[0]!;
    // Both are a transpose between [batch, channel, row, row in block, column, column in block] and block-first orders.
    if (isDepthToSpace) {
      const apart = write.reshape(arriving, [-1, channels, height / size, size, width / size, size]);
      const order = isCrd ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4];
      return [write.reshapeLike(write.transpose(apart, order), node.proto.input[0]!)];
    }
    const apart = write.reshape(arriving, [-1, size, size, channels, height / size, width / size]);
    return [write.reshapeLike(write.transpose(apart, [0, 3, 4, 1, 5, 2]), node.proto.input[0]!)];
  };

/** Operators that give each element another place, or keep it. */
export const shapeAdjoints: Readonly<Record<string, StepBack>> = {
  Identity: nothing,
  Dropout: nothing,
  Cast: nothing,
  CastLike: nothing,
  // Networks that take bytes round the picture to whole levels: its slope is what they do with the levels.
  Floor: nothing,
  Ceil: nothing,
  Round: nothing,
  Reshape: reshaping,
  Flatten: reshaping,
  Squeeze: reshaping,
  Unsqueeze: reshaping,
  Transpose: transposing,
  Expand: stretching,
  Tile: repeating,
  Concat: joining,
  Split: splitting,
  Slice: slicing,
  Pad: padding,
  Gather: gathering,
  DepthToSpace: blocks(true),
  SpaceToDepth: blocks(false),
};
