import * as tf from '@tensorflow/tfjs-core';
import { startTensorflow } from '../native/tensorflow-backend.ts';
import type { GraphConstant } from './tensorflow-graph.ts';
import { notAGraph } from './tensorflow-refusals.ts';
import { readTfjsWeights } from '../tfjs/tfjs-weights.ts';

/**
 * The constants of a TF.js graph-model by name, quantised ones brought back to float32. `manifest` is `weightsManifest` of
 * the model.json at `path`.
 * @throws SteerscopeError as `readTfjsWeights`; `not-a-network` for weights that cannot be decoded.
 */
export async function readGraphConstants(path: string, manifest: unknown): Promise<Map<string, GraphConstant>> {
  const { specs, data } = await readTfjsWeights(path, manifest);
  await startTensorflow();
  let tensors: tf.NamedTensorMap = {};
  try {
    tensors = tf.io.decodeWeights(data, [...specs]);
    return new Map(Object.entries(tensors).map(([name, tensor]) => [name, constantOf(tensor)]));
  } catch (cause) {
    throw notAGraph('has weights that cannot be decoded', path, cause);
  } finally {
    tf.dispose(tensors);
  }
}

function constantOf(tensor: tf.Tensor): GraphConstant {
  const { shape, dtype } = tensor;
  const numbers = tensor.dataSync();
  if (dtype === 'float32') return { type: 'float32', shape, values: Float32Array.from(numbers) };
  return { type: dtype === 'bool' ? 'bool' : 'int32', shape, values: Int32Array.from(numbers) };
}
