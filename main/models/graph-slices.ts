import type { Known, NodeToWrite, NodeWriter } from './graph-node.ts';
import { int } from './onnx-write.ts';
import { intSetting } from './tensorflow-attributes.ts';

/** What a slice keeps of one axis, as ONNX counts: from `start` until before `end`. */
interface Kept {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

const toTheEnd = 2 ** 31 - 1;

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
  SplitV: (one) => split(one, 0, one.integers(2)[0] ?? 0, one.integers(1)),
};

function split(one: NodeToWrite, input: number, axis: number, sizes: readonly number[]): Known[] {
  const shape = one.shape(input);
  const at = axis < 0 ? axis + shape.length : axis;
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
  const input = one.shape(0);
  const real = kept.filter(({ start, end, step }) => start !== 0 || end !== toTheEnd || step !== 1);
  const lengths = [...input];
  for (const { axis, start, end, step } of real) {
    const length = input[axis];
    if (axis >= input.length || typeof length !== 'number') return one.refuse('slices an axis whose length is open');
    // Python's slice.indices: bounds count from the end when negative, then stay within the axis.
    const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
    const clamp = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, lowest), highest);
    const [from, to] = [clamp(start), end === -toTheEnd ? -1 : clamp(end)];
    lengths[axis] = Math.max(Math.ceil((to - from) / step), 0);
    if (lengths[axis] === 0) return one.refuse('keeps nothing of an axis');
  }
  const bounds = (pick: (one: Kept) => number) => real.map(pick);
  const inputs = [
    one.tensor(0),
    one.ints(
      'starts',
      bounds(({ start }) => start),
    ),
    one.ints(
      'ends',
      bounds(({ end }) => end),
    ),
    one.ints(
      'axes',
      bounds(({ axis }) => axis),
    ),
    one.ints(
      'steps',
      bounds(({ step }) => step),
    ),
  ];
  if (dropped.length === 0) one.finish('Slice', inputs);
  else one.finish('Squeeze', [one.main('Slice', inputs), one.ints('dropped', dropped)]);
  return { shape: lengths.filter((_, axis) => !dropped.includes(axis)) };
}
