import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { traceStages } from '../../main/models/layers/layers-stages.ts';
import type { Model } from '../../main/models/model.ts';
import { startTensorflow } from '../../main/models/native/tensorflow-backend.ts';

type Layer = layers.Layer;

/** A layer and its weights, flat, in Keras's order; none for a layer that has none. */
export type WeightedLayer = readonly [layer: Layer, ...weights: (readonly number[])[]];

/** A network of hand-weighted layers on one picture, as a reader of Keras files would give it. */
export async function tinyModel(
  [height, width, channels]: readonly [number, number, number],
  weighted: readonly WeightedLayer[],
): Promise<Model> {
  await startTensorflow();
  const network = sequential();
  network.add(layers.inputLayer({ inputShape: [height, width, channels], name: 'picture' }));
  for (const [layer] of weighted) network.add(layer);
  for (const [layer, ...weights] of weighted) if (weights.length > 0) layer.setWeights(shaped(layer, weights));
  return asModel(network, [height, width, channels]);
}

/** What a reader would say of a network built in code. */
export function asModel(layersModel: LayersModel, [height, width, channels]: readonly [number, number, number]): Model {
  return {
    info: {
      kind: 'network',
      path: 'tiny',
      name: 'tiny',
      format: 'keras-h5',
      formatName: 'made in code',
      input: { name: 'picture', height, width, channels, layout: 'NHWC' },
      otherInputs: [],
      outputs: layersModel.outputs.map((output) => ({
        name: output.sourceLayer.name,
        shape: output.shape.slice(1).map((length) => length ?? 1),
      })),
      layers: [],
      stages: traceStages(layersModel).stages,
      parameterCount: layersModel.countParams(),
      scalesInput: false,
      problems: [],
    },
    graph: { kind: 'layers', layersModel },
    dispose: () => layersModel.dispose(),
  };
}

function shaped(layer: Layer, weights: readonly (readonly number[])[]): Tensor[] {
  return layer.weights.map((weight, index) => tensor([...(weights[index] ?? [])], weight.shape as number[]));
}

/** 1, 2, 3 ... as a picture, so that sums are easily checked. */
export function counting(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => index + 1);
}

/** The same numbers in -1..1 on every run, without a pattern that a wrong order of axes would keep. */
export function scattered(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
