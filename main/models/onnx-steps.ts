import type { GeometryStep } from '../../shared/geometry.ts';
import { intsAttribute } from './onnx-attributes.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import type { PathNode } from './onnx-main-path.ts';
import { constantInput, sliceBounds, type Shapes } from './onnx-shapes.ts';
import { onnxWindow } from './onnx-window.ts';

/** What each axis of a map means, a letter an axis: `NCHW`, or `NHWC` before a Transpose. */
export type MapAxes = string;

/** What a node does to the rows and columns of a map: a step, null for nothing, `unknown` where it cannot be said. */
export function mapStep(
  { node, from }: PathNode,
  axes: MapAxes,
  graph: OnnxGraph,
  shapes: Shapes,
): GeometryStep | null | 'unknown' {
  const input = shapes.get(from);
  const output = shapes.get(node.proto.output[0] ?? '');
  if (input?.length !== 4 || output?.length !== 4) return 'unknown';
  const [rows, columns] = [axes.indexOf('H'), axes.indexOf('W')];
  const [inputHeight, inputWidth] = [input[rows] ?? null, input[columns] ?? null];
  const [outputHeight, outputWidth] = [output[rows] ?? null, output[columns] ?? null];
  if (inputHeight === null || inputWidth === null) return 'unknown';
  const layer = node.name;
  switch (node.proto.opType) {
    case 'Conv':
    case 'MaxPool':
    case 'AveragePool':
    case 'LpPool': {
      const isConvolution = node.proto.opType === 'Conv';
      const weight = isConvolution ? (shapes.get(node.proto.input[1] ?? '') ?? []) : [];
      const kernel = weight.slice(2).map((length) => length ?? 0);
      const { vertical, horizontal } = onnxWindow(
        node,
        inputHeight,
        inputWidth,
        isConvolution ? kernel : null,
        graph.path,
      );
      return { kind: isConvolution ? 'convolution' : 'pooling', layer, vertical, horizontal };
    }
    case 'Pad': {
      const pads = intsAttribute(node.proto, 'pads') ?? constantInput(node, 1, graph) ?? [];
      const [top = 0, left = 0, bottom = 0, right = 0] = [rows, columns, rows + 4, columns + 4].map(
        (at) => pads[at] ?? 0,
      );
      if (Math.min(top, left, bottom, right) < 0) return 'unknown';
      return { kind: 'pad', layer, top, bottom, left, right, inputHeight, inputWidth };
    }
    case 'Slice': {
      const kept = (axis: number, length: number) =>
        sliceBounds(node, input, graph)?.findLast(([at]) => at === axis) ?? [axis, 0, length];
      const [, firstRow, lastRow] = kept(rows, inputHeight);
      const [, firstColumn, lastColumn] = kept(columns, inputWidth);
      const crop = { top: firstRow, bottom: inputHeight - lastRow, left: firstColumn, right: inputWidth - lastColumn };
      return { kind: 'crop', layer, ...crop, inputHeight, inputWidth };
    }
    case 'Upsample':
    case 'Resize':
      if (outputHeight === null || outputWidth === null) return 'unknown';
      return { kind: 'resize', layer, inputHeight, inputWidth, outputHeight, outputWidth };
    case 'Transpose':
      return null;
    case 'Reshape':
      // Exporters turn the Transpose of a one-channel picture into a Reshape.
      return [...input].sort().join() === [...output].sort().join() ? null : 'unknown';
    default:
      return inputHeight === outputHeight && inputWidth === outputWidth ? null : 'unknown';
  }
}

/** The axes after a Transpose. */
export function transposed(axes: MapAxes, order: readonly number[] | null): MapAxes {
  return (order ?? [3, 2, 1, 0]).map((axis) => axes[axis] ?? '?').join('');
}
