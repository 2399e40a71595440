import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Stage } from '../../../shared/geometry.ts';
import type { Problem } from '../../../shared/problem.ts';
import { layerActivation } from './activation-of-layer.ts';
import { axisPlaces, isStraight, straightened, type AxisPlaces } from './layers-axes.ts';
import type { Combination } from './layers-combine.ts';
import { isConvolution, passageOf, type Layer } from './layers-geometry.ts';
import { inputTensorsOf, pictureOf, tensorNames } from './layers-tensors.ts';
import type { Join, Passage, TraceGraph, TraceNode } from '../stages/trace-graph.ts';
import { stagesOf } from '../stages/trace-stages.ts';

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
  const axes = axisPlaces(names.keys());
  const placeOf = (tensor: SymbolicTensor | undefined) => (tensor && places.get(tensor)) ?? 0;
  return {
    nodes: [...names].map(([tensor, name]) => nodeOf(tensor, name, placeOf, axes)),
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

function nodeOf(
  tensor: SymbolicTensor,
  name: string,
  placeOf: (tensor: SymbolicTensor) => number,
  axes: ReadonlyMap<SymbolicTensor, AxisPlaces>,
): TraceNode {
  const layer = tensor.sourceLayer;
  const own = axes.get(tensor);
  const [, height, width, channels] = own && tensor.shape.length === 4 ? straightened(tensor.shape, own) : [];
  const passage = (input: SymbolicTensor): Passage => {
    const places = axes.get(input);
    if (!own || !places) return 'unknown';
    return passageOf(layer, name, straightened(input.shape, places), straightened(tensor.shape, own));
  };
  // Engines average over the last axis: a map is tapped only where its channels are there, so where they are back again.
  const isTappable = isStraight(own);
  const isBack = isTappable && layer.getClassName() === 'Permute';
  return {
    name,
    tap: name,
    inputs: inputTensorsOf(tensor).map((input) => ({ from: placeOf(input), passage: passage(input) })),
    isConvolution: isConvolution(layer),
    isDepthwise: isDepthwise(layer, tensor),
    activation: isTappable ? layerActivation(layer) : null,
    adjusts: isBack || (isTappable && adjusting.has(layer.getClassName())),
    handsOn: layer.getClassName() === 'Permute',
    join: joinOf(layer),
    height: height ?? 0,
    width: width ?? 0,
    channels: channels ?? 0,
  };
}
