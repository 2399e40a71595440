import type { Known, NodeToWrite, NodeWriter } from './graph-node.ts';
import { int } from '../onnx/onnx-write.ts';
import { intSetting } from './tensorflow-attributes.ts';

/** What a slice keeps of one axis, as ONNX counts: from `start` until before `end`. */
interface Kept {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** An axis counted from the end becomes one counted from the start. */
export function fromStart(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

const toTheEnd = 2 ** 31 - 1;
/** Longer axes are not turned round: no picture has them. */
const mostPlaces = 2 ** 14;

/** Operators that keep parts of a tensor. */
export const sliceWriters: Readonly<Record<string, NodeWriter>> = {
  Slice: (one) => {
    const [starts, sizes] = [one.integers(1), one.integers(2)];
    const kept = starts.map((start, axis) => ({
      axis,
      start,
      end: (sizes[axis] ?? -1) < 0 ? toTheEnd : start + (sizes[axis] ?? 0),
      step: 1,
    }));
    return slice(one, kept, []);
  },
  StridedSlice: (one) => stridedSlice(one),
  Split: (one) => {
    const [axis = 0] = one.integers(0);
    const count = intSetting(one.node.attributes, 'num_split', 1);
    const length = one.shape(1).at(axis) ?? one.refuse('divides an axis whose length is open');
    return split(
      one,
      1,
      axis,
      Array.from({ length: Math.min(count, 1024) }, () => length / count),
    );
  },
  Gather: (one) => gather(one),
  GatherV2: (one) => gather(one),
  ReverseV2: (one) => reverse(one),
  SplitV: (one) => split(one, 0, one.integers(2)[0] ?? 0, one.integers(1)),
};

function split(one: NodeToWrite, input: number, axis: number, sizes: readonly number[]): Known[] {
  const shape = one.shape(input);
  const at = fromStart(axis, shape.length);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1)) one.refuse(`divides an axis into ${sizes.join(', ')}`);
  one.finish('Split', [one.tensor(input), one.ints('sizes', sizes)], [int('axis', at)], sizes.length);
  return sizes.map((size) => ({ shape: shape.map((length, index) => (index === at ? size : length)) }));
}

/** Python's `x[begin:end:stride, ..., index]`, axis by axis, where masks say what was left out. */
function stridedSlice(one: NodeToWrite): Known {
  const { attributes } = one.node;
  const mask = (name: string) => {
    const bits = intSetting(attributes, name, 0);
    return (entry: number) => entry < 32 && (bits & (1 << entry)) !== 0;
  };
  const [isBeginOpen, isEndOpen] = [mask('begin_mask'), mask('end_mask')];
  const [isEllipsis, isNewAxis, isIndex] = [mask('ellipsis_mask'), mask('new_axis_mask'), mask('shrink_axis_mask')];
  const [begins, ends, strides] = [one.integers(1), one.integers(2), one.integers(3)];
  const rank = one.shape(0).length;
  const kept: Kept[] = [];
  const dropped: number[] = [];
  let axis = 0;
  for (const [entry, begin] of begins.entries()) {
    if (isNewAxis(entry)) return one.refuse('adds an axis while it slices');
    if (isEllipsis(entry)) {
      axis = rank - (begins.length - entry - 1);
      continue;
    }
    const [end, step] = [ends[entry] ?? toTheEnd, strides[entry] ?? 1];
    if (step === 0) return one.refuse('slices in steps of 0');
    if (isIndex(entry)) {
      kept.push({ axis, start: begin, end: begin === -1 ? toTheEnd : begin + 1, step: 1 });
      dropped.push(axis);
    } else {
      const start = isBeginOpen(entry) ? (step > 0 ? 0 : toTheEnd) : begin;
      kept.push({ axis, start, end: isEndOpen(entry) ? (step > 0 ? toTheEnd : -toTheEnd) : end, step });
    }
    axis += 1;
  }
  return slice(one, kept, dropped);
}

function slice(one: NodeToWrite, kept: readonly Kept[], dropped: readonly number[]): Known {
  const real = kept.filter(({ start, end, step }) => start !== 0 || end !== toTheEnd || step !== 1);
  const lengths = [...one.shape(0)];
  const bounds: Kept[] = [];
  let tensor = one.tensor(0);
  for (const { axis, start, end, step } of real) {
    const length = lengths[axis];
    if (axis >= lengths.length || typeof length !== 'number') return one.refuse('slices an axis whose length is open');
    // Python's slice.indices: bounds count from the end when negative, then stay within the axis.
    const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
    const clamp = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, lowest), highest);
    const [from, to] = [clamp(start), end === -toTheEnd ? -1 : clamp(end)];
    const count = Math.max(Math.ceil((to - from) / step), 0);
    if (count === 0) return one.refuse('keeps nothing of an axis');
    lengths[axis] = count;
    // In steps, most often backwards over the channels: the elements one by one.
    if (step !== 1 && count > mostPlaces) return one.refuse(`takes ${count} elements one by one`);
    const places = step === 1 ? [] : Array.from({ length: count }, (_, index) => from + index * step);
    if (step === 1) bounds.push({ axis, start: from, end: to, step });
    else tensor = one.helper('Gather', [tensor, one.ints('places', places)], [int('axis', axis)]);
  }
  const inputs = [
    tensor,
    one.ints(
      'starts',
      bounds.map(({ start }) => start),
    ),
    one.ints(
      'ends',
      bounds.map(({ end }) => end),
    ),
    one.ints(
      'axes',
      bounds.map(({ axis }) => axis),
    ),
  ];
  if (dropped.length > 0) one.finish('Squeeze', [one.main('Slice', inputs), one.ints('dropped', dropped)]);
  else if (bounds.length > 0) one.finish('Slice', inputs);
  else one.finish('Identity', [tensor]);
  return { shape: lengths.filter((_, axis) => !dropped.includes(axis)) };
}

/** Elements of one axis in the order of constant places. */
function gather(one: NodeToWrite): Known {
  const shape = one.shape(0);
  const axis = fromStart(one.inputCount > 2 ? (one.integers(2)[0] ?? 0) : 0, shape.length);
  const places = one.integers(1);
  if (one.shape(1).length !== 1) one.refuse('takes places in several axes');
  one.finish('Gather', [one.tensor(0), one.ints('places', places)], [int('axis', axis)]);
  return { shape: shape.with(axis, places.length) };
}

function reverse(one: NodeToWrite): Known {
  const shape = one.shape(0);
  const kept = one
    .integers(1)
    .map((axis) => ({ axis: fromStart(axis, shape.length), start: toTheEnd, end: -toTheEnd, step: -1 }));
  return slice(one, kept, []);
}
