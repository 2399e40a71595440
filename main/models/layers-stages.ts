import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { GeometryStep, Stage } from '../../shared/geometry.ts';
import type { Problem } from '../../shared/problem.ts';
import { stepOf } from './layers-geometry.ts';
import { isConvolution, mainPath, outputShapeOf, type Layer } from './layers-path.ts';
import { stageProblems } from './stage-problems.ts';

/**
 * The stages of VisualBackProp in a TF.js network, shallowest first: every convolution on its main path. And what there
 * is to say about them.
 */
export function traceStages(model: LayersModel): { readonly stages: Stage[]; readonly problems: Problem[] } {
  const { layers, besides, merges } = mainPath(model);
  const stages: Stage[] = [];
  const problems: Problem[] = [];
  let from = 0;
  for (const [index, layer] of layers.entries()) {
    if (!isConvolution(layer)) continue;
    const tapIndex = tapIndexOf(layers, index);
    const tap = layers[tapIndex] ?? layer;
    const steps: GeometryStep[] = [];
    for (const passed of layers.slice(from, tapIndex + 1)) {
      const step = stepOf(passed);
      if (step === undefined) {
        problems.push(geometryUnknown(passed));
        return { stages: [], problems: [...problems, ...stageProblems([])] };
      }
      if (step) steps.push(step);
    }
    const [, height = 0, width = 0, channels = 0] = outputShapeOf(tap).map((size) => size ?? 0);
    stages.push({
      layer: layer.name,
      tap: tap.name,
      activation: activationOf(tap) ?? 'linear',
      height,
      width,
      channels,
      steps,
    });
    from = tapIndex + 1;
  }
  if (besides.length > 0 || merges.length > 0) problems.push(branches(besides, merges));
  return { stages, problems: [...problems, ...stageProblems(stages)] };
}

/**
 * Where on the path the map of the convolution at `index` is taken: at its own activation, or at the first layer of
 * activation before the next convolution or the end of the maps; at the convolution itself when there is none.
 */
function tapIndexOf(layers: readonly Layer[], index: number): number {
  for (let at = index; at < layers.length; at++) {
    const layer = layers[at];
    if (!layer || outputShapeOf(layer).length !== 4 || (at > index && isConvolution(layer))) break;
    if ((activationOf(layer) ?? 'linear') !== 'linear') return at;
  }
  return index;
}

const activationLayers: Readonly<Record<string, string>> = {
  ReLU: 'relu',
  LeakyReLU: 'leaky-relu',
  ELU: 'elu',
  PReLU: 'prelu',
  ThresholdedReLU: 'thresholded-relu',
  Softmax: 'softmax',
};

/** The activation that ends `layer`; null for a layer that has none, as pooling. */
export function activationOf(layer: Layer): string | null {
  const { activation, maxValue } = layer.getConfig();
  if (typeof activation === 'string') return activation;
  if (typeof maxValue === 'number') return maxValue === 6 ? 'relu6' : 'capped relu';
  return activationLayers[layer.getClassName()] ?? null;
}

function geometryUnknown(layer: Layer): Problem {
  return {
    severity: 'warning',
    code: 'geometry-unknown',
    message: `What layer ${layer.name} (${layer.getClassName()}) does to rows and columns is not known, so no mask can be scaled up through it.`,
    place: layer.name,
    frame: null,
  };
}

function branches(besides: readonly Layer[], merges: readonly Layer[]): Problem {
  const left = besides.map((layer) => layer.name);
  const leftOut = left.length > 0 ? `, which leaves out ${left.join(', ')}` : '';
  return {
    severity: left.length > 0 ? 'warning' : 'info',
    code: 'branches',
    message: `The network has branches; masks follow the one with the most convolutions${leftOut}.`,
    place: left[0] ?? merges[0]?.name ?? null,
    frame: null,
  };
}
