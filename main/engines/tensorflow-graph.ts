import { loadGraphModelSync } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import type { ModelInfo } from '../../shared/model.ts';
import type { ModelGraph } from '../models/model.ts';
import type { TensorflowRunner } from './tensorflow-runner.ts';

/** Runs a TensorFlow graph; its weights are copied to the backend that is set. Other inputs than the picture are zeros. */
export function graphRunner(
  { artifacts, outputTensors, taps, fixedBatch }: Extract<ModelGraph, { kind: 'tensorflow-graph' }>,
  network: ModelInfo,
): TensorflowRunner {
  const model = loadGraphModelSync(artifacts);
  const wanted = [...outputTensors, ...taps.map(({ tensor }) => tensor)];
  const types = new Map(model.inputs.map(({ name, dtype }) => [name, dtype]));

  function execute(pictures: tf.Tensor4D): tf.Tensor[] {
    const { name, layout } = network.input;
    const given = layout === 'NCHW' ? tf.transpose(pictures, [0, 3, 1, 2]) : pictures;
    const inputs: tf.NamedTensorMap = { [name]: types.get(name) === 'int32' ? tf.cast(given, 'int32') : given };
    for (const other of network.otherInputs) inputs[other.name] = tf.zeros([pictures.shape[0], ...other.shape]);
    const answers = [model.execute(inputs, wanted)].flat();
    return answers.map((answer, index) => {
      const tap = taps[index - outputTensors.length];
      return tap?.channelAxis === 1 ? tf.transpose(answer, [0, 2, 3, 1]) : answer;
    });
  }

  return {
    predict: (pictures) => {
      const [count] = pictures.shape;
      if (fixedBatch !== 1 || count === 1) return execute(pictures);
      const each = tf.split(pictures, count).map((picture) => execute(picture as tf.Tensor4D));
      return wanted.map((_, index) => tf.concat(each.map((answers) => answers[index]!)));
    },
    dispose: () => model.dispose(),
  };
}
