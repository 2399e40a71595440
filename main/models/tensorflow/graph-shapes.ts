import type { Known, NodeToWrite, NodeWriter } from './graph-node.ts';
import { fromStart, sliceWriters } from './graph-slices.ts';
import { int, ints, text } from '../onnx/onnx-write.ts';
import { resizeCoordinates, resizeScales, resizeSettings } from '../onnx/resize-settings.ts';
import { flagSetting, intsSetting, textSetting } from './tensorflow-attributes.ts';
import type { OpenShape } from './tensorflow-graph.ts';

/** Operators that move elements, or copy them, and compute nothing. */
export const shapeWriters: Readonly<Record<string, NodeWriter>> = {
  ...sliceWriters,
  Reshape: (one) => reshape(one),
  Squeeze: (one) => {
    const shape = one.shape(0);
    const asked = intsSetting(one.node.attributes, 'squeeze_dims').map((axis) => fromStart(axis, shape.length));
    const axes = asked.length > 0 ? asked : shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
    one.finish('Squeeze', [one.tensor(0), one.ints('axes', axes)]);
    return { shape: shape.filter((_, axis) => !axes.includes(axis)) };
  },
  ExpandDims: (one) => {
    const shape = one.shape(0);
    const axis = fromStart(one.integers(1)[0] ?? 0, shape.length + 1);
    one.finish('Unsqueeze', [one.tensor(0), one.ints('axes', [axis])]);
    return { shape: [...shape.slice(0, axis), 1, ...shape.slice(axis)] };
  },
  Transpose: (one) => {
    const [shape, order] = [one.shape(0), one.integers(1)];
    one.finish('Transpose', [one.tensor(0)], [ints('perm', order)]);
    return { shape: order.map((axis) => shape[axis] ?? null) };
  },
  ConcatV2: (one) => concatenate(one, 0, one.inputCount - 1, one.inputCount - 1),
  Concat: (one) => concatenate(one, 1, one.inputCount, 0),
  Tile: (one) => {
    const repeats = one.integers(1);
    one.finish('Tile', [one.tensor(0), one.ints('repeats', repeats)]);
    return { shape: one.shape(0).map((length, axis) => (length === null ? null : length * (repeats[axis] ?? 1))) };
  },
  Pad: (one) => pad(one, []),
  PadV2: (one) => pad(one, [one.tensor(2)]),
  MirrorPad: (one) => {
    const mode = textSetting(one.node.attributes, 'mode', '');
    return mode === 'REFLECT' ? pad(one, [], 'reflect') : one.refuse(`pads in the way ${mode}`);
  },
  ResizeBilinear: (one) => resize(one, 'linear'),
  ResizeNearestNeighbor: (one) => resize(one, 'nearest'),
};

function reshape(one: NodeToWrite): Known {
  const input = one.shape(0);
  const target = one.input(1).integers ?? one.refuse('gives a shape that is computed');
  const isOpen = (length: number | null) => length === null || length === -1;
  const opened = target.filter(isOpen).length;
  // One length may be left to the runtime; a batch beside it is copied from the input.
  const copiesBatch = opened > 1 && target[0] === null && input[0] === null;
  if (opened > (copiesBatch ? 2 : 1)) one.refuse('gives a shape of which several lengths are open');
  const written = target.map((length, axis) => (copiesBatch && axis === 0 ? 0 : (length ?? -1)));
  one.finish('Reshape', [one.tensor(0), one.ints('shape', written)]);
  const total = product(copiesBatch ? input.slice(1) : input);
  const rest = product(target.filter((length, axis) => !isOpen(length) && !(copiesBatch && axis === 0)));
  const open = total === null || rest === null || rest === 0 ? null : total / rest;
  return { shape: target.map((length, axis) => (!isOpen(length) ? length : copiesBatch && axis === 0 ? null : open)) };
}

function concatenate(one: NodeToWrite, from: number, to: number, axisInput: number): Known {
  const axis = fromStart(one.integers(axisInput)[0] ?? 0, one.shape(from).length);
  const places = Array.from({ length: to - from }, (_, index) => from + index);
  one.finish(
    'Concat',
    places.map((index) => one.tensor(index)),
    [int('axis', axis)],
  );
  const shapes = places.map((index) => one.shape(index));
  const sum = shapes.reduce<number | null>((total, shape) => plus(total, shape[axis] ?? null), 0);
  return { shape: (shapes[0] ?? []).map((length, at) => (at === axis ? sum : length)) };
}

function pad(one: NodeToWrite, value: readonly string[], mode = 'constant'): Known {
  const shape = one.shape(0);
  const pads = one.integers(1);
  if (pads.length !== shape.length * 2 || Math.min(...pads) < 0) one.refuse(`pads by ${pads.join(', ')}`);
  const before = shape.map((_, axis) => pads[axis * 2] ?? 0);
  const after = shape.map((_, axis) => pads[axis * 2 + 1] ?? 0);
  one.finish('Pad', [one.tensor(0), one.ints('pads', [...before, ...after]), ...value], [text('mode', mode)]);
  return { shape: shape.map((length, axis) => plus(length, (before[axis] ?? 0) + (after[axis] ?? 0))) };
}

function resize(one: NodeToWrite, mode: 'linear' | 'nearest'): Known {
  const [batch = null, height, width, channels = null] = one.shapeOf(0, 4);
  const [newHeight = 0, newWidth = 0] = one.integers(1);
  if (typeof height !== 'number' || typeof width !== 'number' || newHeight < 1 || newWidth < 1)
    return one.refuse('resizes to or from a size that is open');
  const scales = one.floats('scales', [4], resizeScales([height, width], [newHeight, newWidth]));
  const flag = (name: string) => flagSetting(one.node.attributes, name, false);
  const settings = resizeSettings(mode, resizeCoordinates(flag('align_corners'), flag('half_pixel_centers')));
  one.finishChannelsLast(one.main('Resize', [one.channelsFirst(one.tensor(0)), '', scales], settings));
  return { shape: [batch, newHeight, newWidth, channels] };
}

function product(lengths: OpenShape): number | null {
  return lengths.reduce<number | null>(
    (total, length) => (total === null || length === null ? null : total * length),
    1,
  );
}

function plus(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left + right;
}
