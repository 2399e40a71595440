import { toChannelsFirst, toChannelsLast } from '../onnx/axis-order.ts';
import { ints } from '../onnx/onnx-write.ts';
import { resizeCoordinates, resizeScales, resizeSettings } from '../onnx/resize-settings.ts';
import type { OperatorEmitter, OperatorToEmit } from './tflite-operator.ts';

/** Operators that move, cut, pad and resize; field numbers are of the options table named beside each. */
export const shapeOperators: Readonly<Record<string, OperatorEmitter>> = {
  // ReshapeOptions hold the shape where no input does.
  RESHAPE: (one) => {
    const given = one.numbersIfAny(1) ?? one.options.int32s(0);
    const target = given.length > 0 || one.outputShape.length === 0 ? given : one.outputShape;
    const known = target.reduce((product, length) => (length === -1 ? product : product * length), 1);
    const all = count(one.value(0).shape);
    return reshaped(
      one,
      target.map((length) => (length === -1 ? all / known : length)),
    );
  },
  // SqueezeOptions.
  SQUEEZE: (one) => {
    const { shape } = one.value(0);
    const dropped = one.options.int32s(0).map((axis) => (axis < 0 ? axis + shape.length : axis));
    const drops = (axis: number) => (dropped.length === 0 ? shape[axis] === 1 : dropped.includes(axis));
    return reshaped(
      one,
      shape.filter((_, axis) => !drops(axis)),
    );
  },
  EXPAND_DIMS: (one) => {
    const input = one.value(0);
    const [axis = 0] = one.numbers(1);
    const at = axis < 0 ? axis + input.shape.length + 1 : axis;
    if (at < 1 || at > input.shape.length) throw one.cannot(`adds an axis ${axis}`);
    one.gives(input.shape.toSpliced(at, 0, 1));
    return one.asKept(one.graph.node('Unsqueeze', [one.channelsLast(input), one.graph.ints('axes', [at])]));
  },
  TRANSPOSE: (one) => {
    const order = one.numbers(1);
    const { shape } = one.value(0);
    if (order[0] !== 0 || [...order].sort((a, b) => a - b).join() !== shape.map((_, axis) => axis).join())
      throw one.cannot(`orders its axes ${order.join()}`);
    one.gives(order.map((axis) => shape[axis] ?? 0));
    return one.asKept(one.graph.node('Transpose', [one.channelsLast(one.value(0))], [ints('perm', order)]));
  },
  TILE: (one) => {
    const { name, shape } = one.value(0);
    const repeats = one.numbers(1);
    if (repeats.length !== shape.length || repeats[0] !== 1) throw one.cannot(`repeats ${repeats.join('x')} times`);
    one.gives(shape.map((length, axis) => length * (repeats[axis] ?? 1)));
    const kept = shape.length === 4 ? toChannelsFirst.map((axis) => repeats[axis] ?? 1) : repeats;
    return one.graph.node('Tile', [name, one.graph.ints('repeats', kept)]);
  },
  PAD: (one) => padded(one, 0),
  PADV2: (one) => padded(one, one.weights(2).values[0] ?? 0),
  // StridedSliceOptions.
  STRIDED_SLICE: (one) => {
    const { options } = one;
    const { shape } = one.value(0);
    const [begins, ends, steps] = [one.numbers(1), one.numbers(2), one.numbers(3)];
    if ([2, 3, 4].some((field) => options.int32(field) !== 0) || begins.length !== shape.length || options.bool(5))
      throw one.cannot('adds or drops axes');
    const bounds = shape.map((length, axis): [number, number] => {
      const step = steps[axis] ?? 1;
      if (step !== 1) throw one.cannot(`takes every ${step}th`);
      const masked = (field: number) => ((options.int32(field) >> axis) & 1) === 1;
      const place = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, 0), length);
      return [masked(0) ? 0 : place(begins[axis] ?? 0), masked(1) ? length : place(ends[axis] ?? length)];
    });
    return sliced(one, bounds);
  },
  SLICE: (one) => {
    const { shape } = one.value(0);
    const [begins, sizes] = [one.numbers(1), one.numbers(2)];
    return sliced(
      one,
      shape.map((length, axis): [number, number] => {
        const [begin, size] = [begins[axis] ?? 0, sizes[axis] ?? -1];
        return [begin, size < 0 ? length : begin + size];
      }),
    );
  },
  // ResizeBilinearOptions.
  RESIZE_BILINEAR: (one) => resized(one, 'linear', one.options.bool(2), one.options.bool(3)),
  // ResizeNearestNeighborOptions.
  RESIZE_NEAREST_NEIGHBOR: (one) => resized(one, 'nearest', one.options.bool(0), one.options.bool(1)),
};

/** To `target`, for one picture; the batch stays open. A network that drops every axis gives one number a picture. */
function reshaped(one: OperatorToEmit, target: readonly number[]): string {
  const input = one.value(0);
  const [batch = 1, ...rest] = target;
  if (batch !== (input.shape[0] ?? 1) || count(rest) !== count(input.shape.slice(1)))
    throw one.cannot(`turns ${input.shape.join('x')} into ${target.join('x')}`);
  one.gives(target);
  return one.asKept(one.graph.node('Reshape', [one.channelsLast(input), one.graph.ints('shape', [-1, ...rest])]));
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** `paddings[axis]` = before, after. */
function padded(one: OperatorToEmit, value: number): string {
  const { name, shape } = one.value(0);
  const paddings = one.numbers(1);
  const order = shape.length === 4 ? toChannelsFirst : shape.map((_, axis) => axis);
  if (paddings.length !== 2 * shape.length || paddings[0] !== 0 || paddings[1] !== 0 || paddings.some((pad) => pad < 0))
    throw one.cannot(`pads by ${paddings.join()}`);
  one.gives(shape.map((length, axis) => length + (paddings[2 * axis] ?? 0) + (paddings[2 * axis + 1] ?? 0)));
  const pads = [0, 1].flatMap((side) => order.map((axis) => paddings[2 * axis + side] ?? 0));
  const constant = value === 0 ? [] : [one.graph.scalar('value', value)];
  return one.graph.node('Pad', [name, one.graph.ints('pads', pads), ...constant]);
}

/** Keeps `[begin, end)` of each axis; the batch whole. */
function sliced(one: OperatorToEmit, bounds: readonly [number, number][]): string {
  const { name, shape } = one.value(0);
  const [[firstPicture, lastPicture] = [0, 0]] = bounds;
  if (firstPicture !== 0 || lastPicture !== (shape[0] ?? 1)) throw one.cannot('takes a part of a batch');
  if (bounds.some(([begin, end], axis) => begin < 0 || end <= begin || end > (shape[axis] ?? 0)))
    throw one.cannot('keeps nothing, or more than there is');
  one.gives(bounds.map(([begin, end]) => end - begin));
  const cut = bounds.flatMap(([begin, end], axis) =>
    axis > 0 && (begin > 0 || end < (shape[axis] ?? 0)) ? [{ axis, begin, end }] : [],
  );
  if (cut.length === 0) return name;
  const axes = cut.map(({ axis }) => (shape.length === 4 ? (toChannelsLast[axis] ?? 0) : axis));
  const vector = (what: string, values: number[]) => one.graph.ints(what, values);
  return one.graph.node('Slice', [
    name,
    vector(
      'starts',
      cut.map(({ begin }) => begin),
    ),
    vector(
      'ends',
      cut.map(({ end }) => end),
    ),
    vector('axes', axes),
  ]);
}

function resized(one: OperatorToEmit, mode: 'linear' | 'nearest', alignsCorners: boolean, halfPixel: boolean): string {
  const { name, height, width, channels } = one.map(0);
  const [outputHeight = 0, outputWidth = 0] = one.numbers(1);
  one.gives([one.value(0).shape[0] ?? 1, outputHeight, outputWidth, channels]);
  const scales = one.graph.floats('scales', [4], resizeScales([height, width], [outputHeight, outputWidth]));
  const settings = resizeSettings(mode, resizeCoordinates(alignsCorners, halfPixel));
  return one.graph.node('Resize', [name, '', scales], settings);
}
