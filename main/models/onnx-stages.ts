import type { GeometryStep, Stage } from '../../shared/geometry.ts';
import type { ImageInput } from '../../shared/model.ts';
import type { OnnxTap } from './model.ts';
import { onnxActivation } from './onnx-activations.ts';
import { intsAttribute } from './onnx-attributes.ts';
import type { GraphNode, OnnxGraph } from './onnx-graph.ts';
import type { PathNode } from './onnx-main-path.ts';
import type { Shapes } from './onnx-shapes.ts';
import { mapStep, transposed, type MapAxes } from './onnx-steps.ts';

/** The stages of VisualBackProp along the main path, shallowest first, each with the tensor to average. */
export interface OnnxStages {
  readonly stages: readonly Stage[];
  readonly taps: readonly OnnxTap[];
  /** The node before a convolution whose geometry is not known; there are no stages then. */
  readonly unread: string | null;
}

/** A convolution on its way to the activation after it. */
interface Found {
  readonly convolution: GraphNode;
  /** The steps from the stage below to `tensor`. */
  readonly steps: GeometryStep[];
  tensor: string;
  axes: MapAxes;
  /** Null until the activation comes. */
  activation: string | null;
}

/** Each convolution with the activation after it; normalisation, bias and pooling may stand between the two. */
export function onnxStages(path: readonly PathNode[], input: ImageInput, graph: OnnxGraph, shapes: Shapes): OnnxStages {
  const found: Found[] = [];
  let axes: MapAxes = input.layout;
  let pending: GeometryStep[] = [];
  for (const [index, pathNode] of path.entries()) {
    const { node } = pathNode;
    const isConvolution = node.proto.opType === 'Conv';
    if (isConvolution) axes = 'NCHW';
    const step = mapStep(pathNode, axes, graph, shapes);
    if (step === 'unknown') {
      const isBeforeConvolution = path.slice(index).some((later) => later.node.proto.opType === 'Conv');
      if (isBeforeConvolution) return { stages: [], taps: [], unread: node.name };
      break;
    }
    if (step !== null) pending.push(step);
    if (node.proto.opType === 'Transpose') axes = transposed(axes, intsAttribute(node.proto, 'perm'));
    const tensor = node.proto.output[0] ?? '';
    const last = found.at(-1);
    const activation = onnxActivation(node, graph);
    if (isConvolution) {
      found.push({ convolution: node, steps: pending, tensor, axes, activation: null });
      pending = [];
    } else if (last?.activation === null && activation !== null) {
      last.steps.push(...pending);
      Object.assign(last, { tensor, axes, activation });
      pending = [];
    } else if (last?.activation === null && pending.length === 0) {
      Object.assign(last, { tensor, axes });
    }
  }
  return {
    stages: found.map((one) => stage(one, shapes)),
    taps: found.map(({ tensor, axes: at }) => ({ tensor, channelAxis: at.indexOf('C') })),
    unread: null,
  };
}

function stage({ convolution, steps, tensor, axes, activation }: Found, shapes: Shapes): Stage {
  const shape = shapes.get(tensor) ?? [];
  return {
    layer: convolution.name,
    tap: tensor,
    activation: activation ?? 'linear',
    height: shape[axes.indexOf('H')] ?? 0,
    width: shape[axes.indexOf('W')] ?? 0,
    channels: shape[axes.indexOf('C')] ?? 0,
    steps,
  };
}
