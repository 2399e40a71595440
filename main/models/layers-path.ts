import type { LayersModel, Shape, layers } from '@tensorflow/tfjs-layers';

export type Layer = layers.Layer;

/** Layers that slide a kernel of weights over a picture. */
const convolutions = new Set(['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D']);

export function isConvolution(layer: Layer): boolean {
  return convolutions.has(layer.getClassName());
}

export interface MainPath {
  /** From the first layer after the input to the output, through the branch with the most convolutions. */
  readonly layers: readonly Layer[];
  /** Convolutions that lie on another branch. */
  readonly besides: readonly Layer[];
  /** Layers on the path that take more than one input. */
  readonly merges: readonly Layer[];
}

/** The way through the network that passes the most convolutions; the first such one where several do. */
export function mainPath(model: LayersModel): MainPath {
  const consumers = new Map<Layer, Layer>();
  const convolutionsUpTo = new Map<Layer, number>();
  let deepest: Layer | undefined;
  // TF.js keeps layers after those they take from.
  for (const layer of model.layers) {
    const before = inputsOf(layer);
    for (const input of before) if (!consumers.has(input)) consumers.set(input, layer);
    const count =
      Math.max(0, ...before.map((input) => convolutionsUpTo.get(input) ?? 0)) + Number(isConvolution(layer));
    convolutionsUpTo.set(layer, count);
    if (count > (deepest ? (convolutionsUpTo.get(deepest) ?? 0) : 0)) deepest = layer;
  }
  const path: Layer[] = [];
  const countOf = (layer: Layer): number => convolutionsUpTo.get(layer) ?? 0;
  let layer = deepest ?? model.layers.find((candidate) => inputsOf(candidate).length > 0);
  for (let back = layer; back && inputsOf(back).length > 0; back = mostConvolutions(inputsOf(back), countOf))
    path.unshift(back);
  while ((layer = layer && consumers.get(layer))) path.push(layer);
  return {
    layers: path,
    besides: model.layers.filter((candidate) => isConvolution(candidate) && !path.includes(candidate)),
    merges: path.filter((candidate) => inputsOf(candidate).length > 1),
  };
}

function mostConvolutions(candidates: readonly Layer[], countOf: (layer: Layer) => number): Layer | undefined {
  return candidates.reduce<Layer | undefined>(
    (best, candidate) => (best && countOf(best) >= countOf(candidate) ? best : candidate),
    undefined,
  );
}

/** Layers whose outputs `layer` takes; none for an input layer. */
function inputsOf(layer: Layer): readonly Layer[] {
  return layer.inboundNodes[0]?.inboundLayers ?? [];
}

/** Shape of the first thing that `layer` takes, batch first. */
export function inputShapeOf(layer: Layer): Shape {
  return (layer.inboundNodes[0]?.inputShapes as Shape[] | undefined)?.[0] ?? [];
}

/** Shape of what `layer` gives, batch first. */
export function outputShapeOf(layer: Layer): Shape {
  return (layer.inboundNodes[0]?.outputShapes as Shape[] | undefined)?.[0] ?? [];
}
