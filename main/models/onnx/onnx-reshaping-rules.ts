import { floatsAttribute, intAttribute } from './onnx-attributes.ts';
import type { GraphNode } from './onnx-graph.ts';
import { numbersOf, type KnownInputs } from './onnx-shape-values.ts';
import type { Shape } from './onnx-shapes.ts';

export function padded(
  input: Shape,
  pads: readonly number[] | null,
  axes: readonly number[] | null,
): Shape | undefined {
  const padded = axes?.map((axis) => fromFront(axis, input.length)) ?? input.map((_, axis) => axis);
  if (pads?.length !== padded.length * 2) return undefined;
  const lengths = [...input];
  for (const [index, axis] of padded.entries()) {
    const length = lengths[axis] ?? null;
    lengths[axis] = length === null ? null : length + (pads[index] ?? 0) + (pads[index + padded.length] ?? 0);
  }
  return lengths;
}

export function reshaped(input: Shape, target: Shape | null): Shape | undefined {
  if (target === null) return undefined;
  const lengths = target.map((length, axis) => (length === 0 ? (input[axis] ?? null) : length));
  const open = lengths.indexOf(-1);
  if (open < 0) return lengths;
  const total = product(input);
  const rest = product(lengths.filter((_, axis) => axis !== open));
  // An unknown batch stays what is left open: the usual [-1, features], or [batch, -1] with the batch cancelled out.
  const known = total !== null && rest !== null ? total / rest : withoutBatch(input, lengths, open);
  return lengths.map((length, axis) => (axis === open ? known : length));
}

function withoutBatch(input: Shape, lengths: Shape, open: number): number | null {
  if (open === 0 || input[0] !== null || lengths[0] !== null) return null;
  const total = product(input.slice(1));
  const rest = product(lengths.filter((_, axis) => axis !== open && axis !== 0));
  return total === null || rest === null ? null : total / rest;
}

export function squeezed(input: Shape, axes: readonly number[] | null): Shape {
  const gone = axes?.map((axis) => fromFront(axis, input.length));
  return input.filter((length, axis) => (gone ? !gone.includes(axis) : length !== 1));
}

export function unsqueezed(input: Shape, axes: readonly number[] | null): Shape | undefined {
  if (axes === null) return undefined;
  const rank = input.length + axes.length;
  const made = new Set(axes.map((axis) => fromFront(axis, rank)));
  const rest = [...input];
  return Array.from({ length: rank }, (_, axis) => (made.has(axis) ? 1 : (rest.shift() ?? null)));
}

export function concatenated(inputs: readonly (Shape | undefined)[], axis: number): Shape | undefined {
  const first = inputs.find((one) => one !== undefined);
  if (first === undefined) return undefined;
  const at = fromFront(axis, first.length);
  return first.map((length, index) =>
    index === at
      ? inputs.reduce<number | null>((sum, one) => add(sum, one?.[at] ?? null), 0)
      : (inputs.map((one) => one?.[index]).find((one) => typeof one === 'number') ?? length),
  );
}

/** Rows and columns that a Slice with known bounds keeps: `[axis, start, end]`, step 1; null for any other Slice. */
export function sliceBounds(
  node: GraphNode,
  input: Shape,
  known: Pick<KnownInputs, 'values'>,
): [number, number, number][] | null {
  const [starts, ends] = [numbersOf(node, 'starts', 1, known), numbersOf(node, 'ends', 2, known)];
  const steps = known.values(4) ?? [];
  if (starts === null || ends === null || steps.some((step) => step !== 1)) return null;
  const axes = numbersOf(node, 'axes', 3, known) ?? starts.map((_, index) => index);
  const bounds: [number, number, number][] = [];
  for (const [index, axis] of axes.entries()) {
    const at = fromFront(axis, input.length);
    const length = input[at] ?? null;
    if (length === null) return null;
    const clamp = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, 0), length);
    bounds.push([at, clamp(starts[index] ?? 0), clamp(ends[index] ?? length)]);
  }
  return bounds;
}

export function sliced(node: GraphNode, input: Shape, known: KnownInputs): Shape | undefined {
  const bounds = sliceBounds(node, input, known);
  if (bounds === null) return steppedSlice(node, input, known);
  const lengths = [...input];
  for (const [axis, start, end] of bounds) lengths[axis] = end - start;
  return lengths;
}

/** Which elements of an axis of `length` a Slice takes (onnx.ai/onnx/operators, Slice). */
export function slicedPlaces(start: number, end: number, step: number, length: number): readonly number[] {
  const clamp = (value: number, lowest: number, highest: number) =>
    Math.min(Math.max(value < 0 ? value + length : value, lowest), highest);
  const first = step > 0 ? clamp(start, 0, length) : clamp(start, 0, length - 1);
  const last = step > 0 ? clamp(end, 0, length) : clamp(end, -1, length - 1);
  return Array.from({ length: Math.max(0, Math.ceil((last - first) / step)) }, (_, at) => first + at * step);
}

function steppedSlice(node: GraphNode, input: Shape, known: KnownInputs): Shape | undefined {
  const [starts, ends] = [numbersOf(node, 'starts', 1, known), numbersOf(node, 'ends', 2, known)];
  const [axes, steps] = [numbersOf(node, 'axes', 3, known), numbersOf(node, 'steps', 4, known)];
  if (starts === null || ends === null || steps === null) return undefined;
  const lengths = [...input];
  for (const [index, step] of steps.entries()) {
    const at = fromFront(axes?.[index] ?? index, input.length);
    const length = input[at] ?? null;
    if (length === null || step === 0) return undefined;
    lengths[at] = slicedPlaces(starts[index] ?? 0, ends[index] ?? length, step, length).length;
  }
  return lengths;
}

export function split(node: GraphNode, input: Shape, known: KnownInputs): readonly (Shape | undefined)[] {
  const axis = fromFront(intAttribute(node.proto, 'axis', 0), input.length);
  const count = node.proto.output.length;
  const sizes = numbersOf(node, 'split', 1, known);
  const length = input[axis] ?? null;
  return Array.from({ length: count }, (_, part) => {
    // The last of equal parts is smaller where they do not come out even.
    const equal =
      length === null ? null : Math.min(Math.ceil(length / count), length - part * Math.ceil(length / count));
    return input.map((one, at) => (at === axis ? (sizes?.[part] ?? equal) : one));
  });
}

export function resized(node: GraphNode, input: Shape, known: KnownInputs): Shape | undefined {
  const sizes = known.values(3);
  if (sizes?.length === input.length) return input.map((length, axis) => (axis === 0 ? length : (sizes[axis] ?? null)));
  // Upsample of opset 7 has the scales as an attribute; of opset 9 and Resize of 10 as input 1; Resize of 11 on as input 2.
  const scales = floatsAttribute(node.proto, 'scales') ?? known.values(node.proto.input.length > 2 ? 2 : 1);
  if (scales?.length !== input.length) return undefined;
  return input.map((length, axis) => (length === null ? null : Math.floor(length * (scales[axis] ?? 1))));
}

export function reduced(node: GraphNode, input: Shape, known: KnownInputs): Shape | undefined {
  const axes = numbersOf(node, 'axes', 1, known)?.map((axis) => fromFront(axis, input.length));
  const isGone = (axis: number) => axes?.includes(axis) ?? true;
  return intAttribute(node.proto, 'keepdims', 1) === 0
    ? input.filter((_, axis) => !isGone(axis))
    : input.map((length, axis) => (isGone(axis) ? 1 : length));
}

export function product(lengths: Shape): number | null {
  return lengths.reduce<number | null>(
    (total, length) => (total === null || length === null ? null : total * length),
    1,
  );
}

export function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

function add(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left + right;
}
