import { loadGraphModelSync, registerOp } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import type { ModelInfo } from '../../shared/model.ts';
import type { ModelGraph } from '../models/model.ts';
import type { TensorflowRunner } from './tensorflow-runner.ts';

// Operators that Keras writes and TF.js does not know; GELU is written with the first.
registerOp('Erfc', ({ inputs }) => tf.sub(1, tf.erf(inputs[0]!)));
registerOp('Softsign', ({ inputs }) => tf.div(inputs[0]!, tf.add(1, tf.abs(inputs[0]!))));

/** Runs a TensorFlow graph; its weights are copied to the backend that is set. */
export function graphRunner(
  graph: Extract<ModelGraph, { kind: 'tensorflow-graph' }>,
  network: ModelInfo,
): TensorflowRunner {
  const { outputTensors, taps } = graph;
  const model = loadGraphModelSync(graph.artifacts());
  const wanted = [...outputTensors, ...taps.map(({ tensor }) => tensor)];
  const types = new Map(model.inputs.map(({ name, dtype }) => [name, dtype]));

  function execute(pictures: tf.Tensor4D, others: tf.NamedTensorMap): tf.Tensor[] {
    const { name, layout } = network.input;
    const given = layout === 'NCHW' ? tf.transpose(pictures, [0, 3, 1, 2]) : pictures;
    const tensors = Object.entries({ ...others, [name]: given });
    const inputs = Object.fromEntries(
      tensors.map(([input, tensor]) => [input, types.get(input) === 'int32' ? tf.cast(tensor, 'int32') : tensor]),
    );
    const answers = [model.execute(inputs, wanted)].flat();
    return answers.map((answer, index) => {
      const tap = taps[index - outputTensors.length];
      return tap?.channelAxis === 1 ? tf.transpose(answer, [0, 2, 3, 1]) : answer;
    });
  }

  let oneByOne = graph.fixedBatch === 1;

  return {
    predict: (pictures, others) => {
      const [count] = pictures.shape;
      if (!oneByOne || count === 1) {
        const together = tryBatch(() => execute(pictures, others), count);
        if (together !== null) return together;
        // Graphs may say that they take any number of pictures, and be written for one.
        oneByOne = true;
      }
      const apart = Object.entries(others).map(([name, tensor]) => [name, tf.split(tensor, count)] as const);
      const each = tf.split(pictures, count).map((picture, index) => {
        const own = Object.fromEntries(apart.map(([name, tensors]) => [name, tensors[index]!]));
        return execute(picture as tf.Tensor4D, own);
      });
      return wanted.map((_, index) =>
        tf.concat(
          each.map((answers) => (answers[index]!.rank === 0 ? tf.reshape(answers[index]!, [1]) : answers[index]!)),
        ),
      );
    },
    dispose: () => model.dispose(),
  };
}

/** What the graph answers to several pictures; null where it fails, or does not answer to each. */
function tryBatch(execute: () => tf.Tensor[], count: number): tf.Tensor[] | null {
  if (count === 1) return execute();
  try {
    const answers = execute();
    return answers.every(({ shape }) => shape[0] === count) ? answers : null;
  } catch {
    return null;
  }
}
