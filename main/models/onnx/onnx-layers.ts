import type { LayerInfo } from '../../../shared/model.ts';
import { elementCount, isFloatTensor } from './onnx-constants.ts';
import { onnxActivation } from './onnx-activations.ts';
import type { GraphNode, OnnxGraph } from './onnx-graph.ts';
import type { Shapes } from './onnx-shapes.ts';
import { onnxWindow } from './onnx-window.ts';

const windowed = new Set(['Conv', 'MaxPool', 'AveragePool', 'LpPool']);

/** Every node for display; a weight shared by several nodes counts at the first. */
export function onnxLayers(graph: OnnxGraph, shapes: Shapes): LayerInfo[] {
  const counted = new Set<string>();
  const givers = new Map(graph.inputs.map(({ name }) => [name, name]));
  return graph.nodes.map((node) => {
    const { proto } = node;
    const weights = proto.input.filter((name) => !counted.has(name));
    let parameterCount = 0;
    for (const name of weights) {
      const tensor = graph.constants.get(name);
      if (tensor === undefined || !isFloatTensor(tensor)) continue;
      counted.add(name);
      parameterCount += elementCount(tensor);
    }
    const inputs = [...new Set(proto.input.flatMap((name) => givers.get(name) ?? []))];
    for (const name of proto.output) givers.set(name, node.name);
    return {
      name: node.name,
      type: proto.opType,
      inputs,
      outputShape: displayShape(shapes.get(proto.output[0] ?? '')),
      parameterCount,
      activation: onnxActivation(node, graph),
      ...windowInfo(node, shapes, graph.path),
      detail: '',
    };
  });
}

function displayShape(shape: readonly (number | null)[] | undefined): number[] | null {
  const lengths = shape?.slice(1) ?? [null];
  return lengths.some((length) => length === null) ? null : (lengths as number[]);
}

function windowInfo(
  node: GraphNode,
  shapes: Shapes,
  path: string,
): Pick<LayerInfo, 'kernel' | 'strides' | 'dilations' | 'padding'> {
  const { opType, input } = node.proto;
  const [, , height, width] = shapes.get(input[0] ?? '') ?? [];
  if (!windowed.has(opType) || typeof height !== 'number' || typeof width !== 'number')
    return { kernel: null, strides: null, dilations: null, padding: null };
  const weight = opType === 'Conv' ? (shapes.get(input[1] ?? '') ?? []) : [];
  const kernel = opType === 'Conv' ? weight.slice(2).map((length) => length ?? 0) : null;
  const { vertical, horizontal, padding } = onnxWindow(node, height, width, kernel, path);
  return {
    kernel: [vertical.kernel, horizontal.kernel],
    strides: [vertical.stride, horizontal.stride],
    dilations: [vertical.dilation, horizontal.dilation],
    padding,
  };
}
