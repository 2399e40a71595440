import type { GeometryStep } from '../../../shared/geometry.ts';
import type { MapPoint } from '../../../shared/map-path.ts';
import type { ImageInput } from '../../../shared/model.ts';
import { mapPath } from '../stages/map-path.ts';
import { readOnnxGraph } from './onnx-graph.ts';
import { onnxInputs } from './onnx-input.ts';
import { onnxShapes } from './onnx-shapes.ts';
import { traceOnnx } from './onnx-stages.ts';

/**
 * The maps that every way from the picture to the deepest one comes through, the picture first; those whose tensors have
 * other axes than batch, channels, rows and columns left out.
 * @param path names the network in messages.
 */
export function onnxPath(bytes: Uint8Array, input: ImageInput, path: string): readonly MapPoint[] {
  const graph = readOnnxGraph(bytes, path);
  // A picture's size that the file leaves open is filled in.
  onnxInputs(graph, input);
  const traced = traceOnnx(graph, input, onnxShapes(graph));
  const points: MapPoint[] = [];
  let passed: readonly GeometryStep[] = [];
  let joins = false;
  for (const { place, activation, steps, isJoin } of mapPath(traced.graph())) {
    const { name: node, tap: tensor, height, width, channels } = traced.nodes[place]!;
    const channelAxis = ['NCHW', 'NHWC'].includes(traced.places.get(tensor)?.axes ?? '')
      ? traced.places.get(tensor)!.axes.indexOf('C')
      : null;
    [passed, joins] = [[...passed, ...steps], joins || isJoin];
    if (channelAxis === null) continue;
    // The picture is the first of the nodes, before those of the graph.
    const operator = place === 0 ? '' : graph.nodes[place - 1]!.proto.opType;
    points.push({
      node,
      operator,
      tensor,
      channelAxis,
      height,
      width,
      channels,
      activation,
      steps: passed,
      isJoin: joins,
    });
    [passed, joins] = [[], false];
  }
  return points;
}
