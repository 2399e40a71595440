import { intAttribute, intsAttribute } from './onnx-attributes.ts';
import type { GraphNode, OnnxGraph } from './onnx-graph.ts';
import { constantInput, type Shape } from './onnx-shapes.ts';

/** Where a tensor keeps the rows, columns and channels of a map. */
export interface MapPlaces {
  /**
   * A letter an axis, with one each of H, W and C: `NCHW`; `G` and `S` count groups of channels and single elements, `R`
   * how often each row or column before it is repeated.
   */
  readonly axes: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Rows and columns are folded into one axis for now, to be unfolded by a later Reshape. */
  readonly isFolded: boolean;
}

/** Operators whose maps are channels first by definition. */
const channelsFirst = new Set(
  'Conv ConvTranspose MaxPool AveragePool LpPool com.microsoft.FusedConv SpaceToDepth DepthToSpace'.split(' '),
);

/** Operators that leave folded elements in their places. */
const keepsFolds = new Set(
  'InstanceNormalization LayerNormalization GroupNormalization Identity Dropout Cast'.split(' '),
);

/** The places of a node's first output, which has the shape `to`, from those of the map that it takes; null where it is no map. */
export function placesAfter(
  node: GraphNode,
  before: MapPlaces,
  from: Shape,
  to: Shape,
  graph: OnnxGraph,
): MapPlaces | null {
  const { proto } = node;
  if (proto.opType === 'Reshape')
    return before.axes.includes('R') ? merged(before, from, to) : reshaped(before, from, to);
  if (before.isFolded) return keepsFolds.has(proto.opType) ? before : null;
  const axes = axesAfter(node, before.axes, graph);
  if (proto.opType === 'Tile' || proto.opType === 'Expand') return placesIn(repeated(axes, from, to), to);
  // Groups are taken apart for a moment only: the number of all channels is kept for when they are joined again.
  if (axes.includes('G')) return placesIn(axes, to) && { ...before, axes };
  return placesIn(axes, to);
}

/** Null where `axes` does not fit the shape, or rows and columns are not known. */
export function placesIn(axes: string, shape: Shape | undefined): MapPlaces | null {
  const [height, width, channels] = ['H', 'W', 'C'].map((letter) => shape?.[axes.indexOf(letter)] ?? 0);
  if (shape?.length !== axes.length || !height || !width || !channels) return null;
  return { axes, height, width, channels, isFolded: false };
}

function axesAfter({ proto }: GraphNode, axes: string, graph: OnnxGraph): string {
  if (channelsFirst.has(proto.opType)) return 'NCHW';
  if (proto.opType === 'Transpose') {
    const order = intsAttribute(proto, 'perm') ?? [...axes].map((_, axis) => axes.length - 1 - axis);
    return order.map((axis) => axes[axis] ?? '?').join('');
  }
  const named = intsAttribute(proto, 'axes') ?? constantInput({ name: '', proto }, 1, graph) ?? [];
  if (proto.opType === 'Unsqueeze') {
    const rank = axes.length + named.length;
    const made = named.map((axis) => (axis < 0 ? axis + rank : axis));
    const rest = [...axes];
    return Array.from({ length: rank }, (_, axis) => (made.includes(axis) ? 'S' : (rest.shift() ?? '?'))).join('');
  }
  const isReduced = proto.opType.startsWith('Reduce') && intAttribute(proto, 'keepdims', 1) === 0;
  if (proto.opType === 'Squeeze' || isReduced) {
    const gone = named.map((axis) => (axis < 0 ? axis + axes.length : axis));
    return [...axes].filter((_, axis) => !gone.includes(axis)).join('');
  }
  return axes;
}

/**
 * A Reshape moves no row or column when it only regroups channels, exchanges axes of a map of one channel (as exporters
 * write that Transpose), or unfolds what another folded.
 */
function reshaped(before: MapPlaces, from: Shape, to: Shape): MapPlaces | null {
  const { axes, height, width, channels, isFolded } = before;
  const isAt = (letters: string) =>
    letters.length === to.length && to[letters.indexOf('H')] === height && to[letters.indexOf('W')] === width;
  if (to.length === 4) {
    const candidates = axes.includes('G') || isFolded ? [withoutGroups(axes)] : channels === 1 ? ['NCHW', 'NHWC'] : [];
    const found = candidates.find((letters) => isAt(letters) && to[letters.indexOf('C')] === channels);
    if (found !== undefined) return placesIn(found, to);
    if (to.every((length, axis) => length === from[axis])) return before;
  }
  const grouped = axes.startsWith('NHW') ? 'NHWGC' : 'NGCHW';
  if (!isFolded && to.length === 5 && isAt(grouped)) return { ...before, axes: grouped };
  return { ...before, isFolded: true };
}

/** A single element that is copied stands for repeats of the row or column before it; nothing else may be repeated. */
function repeated(axes: string, from: Shape, to: Shape): string {
  const letters = [...axes].map((letter, axis) => {
    if (letter !== 'S' || from[axis] === to[axis]) return letter;
    return /[HW]/.test(axes[axis - 1] ?? '') ? 'R' : '?';
  });
  return letters.includes('?') ? '' : letters.join('');
}

/** Repeats become rows and columns, as exporters write a resize to the nearest; null for any other Reshape. */
function merged({ axes }: MapPlaces, from: Shape, to: Shape): MapPlaces | null {
  const kept = [...axes].flatMap((letter, axis) => (letter === 'R' ? [] : [axis]));
  const lengths = kept.map((axis) => {
    const [length, repeats] = [from[axis] ?? null, axes[axis + 1] === 'R' ? (from[axis + 1] ?? null) : 1];
    return length === null || repeats === null ? null : length * repeats;
  });
  const isMerged = to.length === lengths.length && lengths.every((length, axis) => axis === 0 || length === to[axis]);
  return isMerged ? placesIn(kept.map((axis) => axes[axis]).join(''), to) : null;
}

function withoutGroups(axes: string): string {
  return axes.startsWith('NHW') ? 'NHWC' : 'NCHW';
}
