import { intAttribute, intsAttribute } from './onnx-attributes.ts';
import type { GraphNode, OnnxGraph } from './onnx-graph.ts';
import type { MapPlaces } from './onnx-places.ts';
import { sliceBounds } from './onnx-reshaping-rules.ts';
import { constantInput, type Shape, type Shapes } from './onnx-shapes.ts';
import { onnxTransposedWindow, onnxWindow } from './onnx-window.ts';
import type { Join, Passage } from '../stages/trace-graph.ts';

/** Operators that slide weights over a map. */
export const convolutions: ReadonlySet<string> = new Set(['Conv', 'ConvTranspose', 'com.microsoft.FusedConv']);

/** Operators whose inputs are of one kind; of all others the first is the map. */
export const joins: ReadonlyMap<string, Join> = new Map([
  ['Add', 'sum'],
  ['Sub', 'sum'],
  ['Sum', 'sum'],
  ['Mean', 'sum'],
  ['Mul', 'product'],
  ['Div', 'product'],
  ['Max', 'maximum'],
  ['Min', 'maximum'],
  ['Where', 'maximum'],
  ['Concat', 'concatenation'],
]);

const flattening = new Set(['Flatten', 'Gemm', 'MatMul', 'GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool']);

/** Operators that may put elements elsewhere although the size stays. */
const moving = new Set(
  'Einsum GatherND GatherElements ScatterND ReverseSequence GridSample DeformConv RoiAlign If Loop Scan'.split(' '),
);

/** What a node does to the rows and columns of one of its inputs; `before` and `after` are null where there is no map. */
export function passageOf(
  node: GraphNode,
  before: MapPlaces | null,
  after: MapPlaces | null,
  shapes: Shapes,
  graph: OnnxGraph,
): Passage {
  const { opType, input } = node.proto;
  const keepsPlaces = before !== null && after?.height === before.height && after.width === before.width;
  if (flattening.has(opType) || opType.startsWith('Reduce')) return keepsPlaces ? null : 'end';
  if (before === null) return 'unknown';
  if (after === null || before.isFolded)
    return before.height * before.width === 1 ? 'end' : keepsPlaces ? null : 'unknown';
  const { height: inputHeight, width: inputWidth } = before;
  const size = { layer: node.name, inputHeight, inputWidth };
  const weight = (shapes.get(input[1] ?? '') ?? []).slice(2).map((length) => length ?? 0);
  switch (opType) {
    case 'Conv':
    case 'com.microsoft.FusedConv':
    case 'ConvTranspose': {
      // A single element has no place that a kernel could tell: the convolution is a dense layer.
      if (inputHeight * inputWidth === 1) return 'end';
      const isTransposed = opType === 'ConvTranspose';
      const windowOf = isTransposed ? onnxTransposedWindow : onnxWindow;
      const { vertical, horizontal } = windowOf(node, inputHeight, inputWidth, weight, graph.path);
      return { kind: isTransposed ? 'transposed-convolution' : 'convolution', layer: node.name, vertical, horizontal };
    }
    case 'MaxPool':
    case 'AveragePool':
    case 'LpPool': {
      const { vertical, horizontal } = onnxWindow(node, inputHeight, inputWidth, null, graph.path);
      return { kind: 'pooling', layer: node.name, vertical, horizontal };
    }
    case 'Pad':
      return padStep(node, before, size, graph);
    case 'Slice':
      return cropStep(node, before, shapes.get(input[0] ?? '') ?? [], size, graph);
    case 'Upsample':
    case 'Resize':
      return keepsPlaces ? null : { kind: 'resize', ...size, outputHeight: after.height, outputWidth: after.width };
    case 'Reshape':
      if (keepsPlaces) return null;
      return before.axes.includes('R')
        ? { kind: 'resize', ...size, outputHeight: after.height, outputWidth: after.width }
        : 'unknown';
    case 'Gather':
      return before.axes[intAttribute(node.proto, 'axis', 0)] === 'C' && keepsPlaces ? null : 'unknown';
    default:
      if (moving.has(opType)) return 'unknown';
      if (keepsPlaces) return null;
      return joins.has(opType) && opType !== 'Concat' ? 'end' : 'unknown';
  }
}

interface StepSize {
  readonly layer: string;
  readonly inputHeight: number;
  readonly inputWidth: number;
}

function padStep(node: GraphNode, { axes }: MapPlaces, size: StepSize, graph: OnnxGraph): Passage {
  const pads = intsAttribute(node.proto, 'pads') ?? constantInput(node, 1, graph);
  if (pads === null) return 'unknown';
  const padded = constantInput(node, 3, graph)?.map((axis) => (axis < 0 ? axis + axes.length : axis));
  const at = (letter: string) => (padded ?? [...axes].map((_, axis) => axis)).indexOf(axes.indexOf(letter));
  const [rows, columns] = [at('H'), at('W')];
  const after = pads.length / 2;
  const side = (index: number) => (index < 0 ? 0 : (pads[index] ?? 0));
  const sides = {
    top: side(rows),
    bottom: rows < 0 ? 0 : side(rows + after),
    left: side(columns),
    right: columns < 0 ? 0 : side(columns + after),
  };
  const all = Object.values(sides);
  if (all.every((length) => length === 0)) return null;
  return all.some((length) => length < 0) ? 'unknown' : { kind: 'pad', ...size, ...sides };
}

function cropStep(node: GraphNode, { axes }: MapPlaces, shape: Shape, size: StepSize, graph: OnnxGraph): Passage {
  const bounds = sliceBounds(node, shape, { values: (index) => constantInput(node, index, graph) ?? undefined });
  if (bounds === null) return 'unknown';
  const kept = (letter: string, length: number) =>
    bounds.findLast(([axis]) => axis === axes.indexOf(letter)) ?? [0, 0, length];
  const [, top, lastRow] = kept('H', size.inputHeight);
  const [, left, lastColumn] = kept('W', size.inputWidth);
  const [bottom, right] = [size.inputHeight - lastRow, size.inputWidth - lastColumn];
  return top + bottom + left + right === 0 ? null : { kind: 'crop', ...size, top, bottom, left, right };
}
