import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Stage } from '../../shared/geometry.ts';
import type { Problem } from '../../shared/problem.ts';
import { layerActivation } from './activation-of-layer.ts';
import type { Combination } from './layers-combine.ts';
import { isConvolution, passageOf, type Layer } from './layers-geometry.ts';
import { inputTensorsOf, pictureOf, tensorNames } from './layers-tensors.ts';
import type { Join, TraceGraph, TraceNode } from './trace-graph.ts';
import { stagesOf } from './trace-stages.ts';

/** The stages of VisualBackProp in a TF.js network, shallowest first, and what there is to say about them. */
export function traceStages(model: LayersModel): {
  readonly stages: readonly Stage[];
  readonly problems: readonly Problem[];
} {
  const { stages, problems } = stagesOf(graphOfLayers(model));
  return { stages, problems };
}

function graphOfLayers(model: LayersModel): TraceGraph {
  const names = tensorNames(model);
  const places = new Map([...names.keys()].map((tensor, place) => [tensor, place]));
  const placeOf = (tensor: SymbolicTensor | undefined) => (tensor && places.get(tensor)) ?? 0;
  return {
    nodes: [...names].map(([tensor, name]) => nodeOf(tensor, name, placeOf)),
    picture: placeOf(pictureOf(model)),
    outputs: model.outputs.map(placeOf),
  };
}

const joins: Readonly<Record<string, Join>> = {
  Add: 'sum',
  Subtract: 'sum',
  Average: 'sum',
  Multiply: 'product',
  Maximum: 'maximum',
  Minimum: 'maximum',
  Concatenate: 'concatenation',
};

const combinations: Readonly<Record<Combination, Join | null>> = {
  add: 'sum',
  subtract: 'sum',
  multiply: 'product',
  divide: 'product',
  power: null,
  maximum: 'maximum',
  minimum: 'maximum',
};

function joinOf(layer: Layer): Join | null {
  const className = layer.getClassName();
  if (className === 'Combine') return combinations[layer.getConfig()['operation'] as Combination];
  return joins[className] ?? null;
}

/** Whether each channel is convolved on its own. */
function isDepthwise(layer: Layer, tensor: SymbolicTensor): boolean {
  if (layer.getClassName() === 'DepthwiseConv2D') return true;
  const { groups } = layer.getConfig();
  return layer.getClassName() === 'GroupedConv2D' && groups === inputTensorsOf(tensor)[0]?.shape[3];
}

/** Layers that change values and are neither convolution nor activation. */
const adjusting = new Set(['BatchNormalization', 'LayerNormalization', 'Affine', 'Rescaling', 'Formula']);

function nodeOf(tensor: SymbolicTensor, name: string, placeOf: (tensor: SymbolicTensor) => number): TraceNode {
  const layer = tensor.sourceLayer;
  const isMap = tensor.shape.length === 4;
  const [, height, width, channels] = isMap ? tensor.shape : [];
  return {
    name,
    tap: name,
    inputs: inputTensorsOf(tensor).map((input) => ({
      from: placeOf(input),
      passage: passageOf(layer, name, input.shape, tensor.shape),
    })),
    isConvolution: isConvolution(layer),
    isDepthwise: isDepthwise(layer, tensor),
    activation: layerActivation(layer),
    adjusts: adjusting.has(layer.getClassName()),
    join: joinOf(layer),
    height: height ?? 0,
    width: width ?? 0,
    channels: channels ?? 0,
  };
}
