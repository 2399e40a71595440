import type { Tensor } from '@tensorflow/tfjs-core';
import { model as layersModelOf, type LayersModel } from '@tensorflow/tfjs-layers';
import type { ModelInfo } from '../../shared/model.ts';
import { tapTensors } from '../models/layers/layers-tensors.ts';
import type { TensorflowRunner } from './tensorflow-runner.ts';

/** Runs TF.js layers, with one output more a stage. The layers and their weights stay the model's. */
export function layersRunner(layersModel: LayersModel, network: ModelInfo): TensorflowRunner {
  const wanted = [...layersModel.outputs, ...tapTensors(layersModel, network.stages)];
  // TF.js gives a tensor that is asked for twice only once, so a stage that is an output too is asked for once.
  const outputs = [...new Set(wanted)];
  const tapped = layersModelOf({ inputs: layersModel.inputs, outputs });
  const places = wanted.map((tensor) => outputs.indexOf(tensor));
  return {
    predict: (pictures, others) => {
      const inputs = tapped.inputNames.map((name) => others[name] ?? pictures);
      const answers = [tapped.apply(inputs) as Tensor | Tensor[]].flat();
      return places.map((place) => {
        const answer = answers[place];
        if (answer === undefined) throw new Error(`no answer at ${place}`);
        return answer;
      });
    },
    dispose: () => undefined,
  };
}
